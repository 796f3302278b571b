package io.modcluster.balancer.bench;

import io.modcluster.balancer.mcmp.codec.McmpMessage;
import io.modcluster.balancer.mcmp.codec.McmpMethod;
import io.modcluster.balancer.mcmp.codec.McmpParser;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One message of a node from bytes to value: what a Tomcat sends when it starts, for each application, each 10 s. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class McmpParserBenchmark {
    private final McmpParser parser = new McmpParser("mycluster");
    private final byte[] config = bytes("JVMRoute=node1-8a6e0e23&Host=10.0.0.17&Port=8080&Type=http&Maxattempts=1&"
            + "Balancer=mycluster&StickySession=Yes&StickySessionCookie=JSESSIONID&StickySessionPath=jsessionid&"
            + "StickySessionForce=Yes&StickySessionRemove=No&WaitWorker=0&flushpackets=Off&flushwait=10&ping=10&"
            + "smax=26&ttl=60&Timeout=0&Domain=east");
    private final byte[] enable = bytes(
            "JVMRoute=node1-8a6e0e23&Alias=default-host%2Clocalhost%2Cwww.example.com&Context=%2Fshop%2C%2Fadmin");
    private final byte[] status = bytes("JVMRoute=node1-8a6e0e23&Load=87");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** CONFIG with all that mod_cluster sends. */
    @Benchmark
    public McmpMessage config() {
        return parser.parse(McmpMethod.CONFIG, "/", config);
    }

    /** ENABLE-APP with three aliases and two contexts. */
    @Benchmark
    public McmpMessage enableApp() {
        return parser.parse(McmpMethod.ENABLE_APP, "/", enable);
    }

    /** STATUS. */
    @Benchmark
    public McmpMessage status() {
        return parser.parse(McmpMethod.STATUS, "/", status);
    }
}
