package io.modcluster.balancer.node;

import io.modcluster.balancer.node.codec.Answer;
import io.modcluster.balancer.node.codec.Command;
import java.io.IOException;

/** A balancer answered, but did not do what it was told. */
final class Refused extends IOException {
    private final boolean syntax;

    Refused(Command command, Answer answer) {
        super(command.method() + ": " + answer.refusal());
        this.syntax = answer.isSyntax();
    }

    /** Whether the balancer holds that the command can never succeed. */
    boolean isSyntax() {
        return syntax;
    }
}
