package io.modcluster.balancer.launcher;

/** Entry point of the jar. */
public final class Main {
    private Main() {}

    /** Runs the command line. */
    public static void main(String[] args) {
        picocli.CommandLine.Model.CommandSpec.create().parser();
    }
}
