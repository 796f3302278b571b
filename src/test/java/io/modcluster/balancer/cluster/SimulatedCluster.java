package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentChange;
import io.modcluster.balancer.domain.Intents;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeEvent;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.ReportLoad;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import io.modcluster.balancer.testkit.RandomCommands;
import io.modcluster.balancer.testkit.ScriptedStamps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Three balancers that live through random commands in some {@link Weather}. */
final class SimulatedCluster {
    static final long SECOND = 1_000_000;
    static final long MINUTE = 60 * SECOND;
    static final long HOUR = 60 * MINUTE;
    private static final int MEMBERS = 3;

    /** What goes wrong. A wall clock is wrong from the start when it is skewed; it may jump later on. */
    record Weather(
            boolean splits,
            boolean crashes,
            boolean freezes,
            boolean failures,
            boolean skew,
            boolean jumps,
            boolean hours) {
        static final Weather CALM = new Weather(false, false, false, false, false, false, false);

        static Weather of(Random random, boolean hours) {
            return new Weather(
                    random.nextBoolean(),
                    random.nextBoolean(),
                    random.nextBoolean(),
                    random.nextBoolean(),
                    random.nextBoolean(),
                    random.nextInt(4) == 0,
                    hours);
        }
    }

    private final Random random;
    private final Weather weather;
    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedMap map;
    private final VirtualHostMode mode;
    private final RandomCommands commands;
    private final List<SimulatedMember> members = new ArrayList<>();
    private final BiFunction<String, Replica, Replica> versions;
    private final List<NodeEvent> toldByTheDead = new ArrayList<>();
    /** All that was ever accepted, folded. */
    private final Map<JvmRoute, Node> accepted = new TreeMap<>();

    private Intents acceptedIntents = Intents.EMPTY;
    private final List<NodeEvent> happened = new ArrayList<>();
    private int born;

    SimulatedCluster(Random random, Weather weather) {
        this(random, weather, (member, replica) -> replica);
    }

    /** With members of other versions: what becomes of the entries of one of that name. */
    SimulatedCluster(Random random, Weather weather, BiFunction<String, Replica, Replica> versions) {
        this.versions = versions;
        this.random = random;
        this.weather = weather;
        this.map = new SimulatedMap(time, random);
        this.commands = new RandomCommands(random);
        this.mode = commands.pick(List.of(VirtualHostMode.values()));
        for (int i = 0; i < MEMBERS; i++) {
            join();
        }
        time.run(10 * SECOND);
        map.failing(weather.failures ? 0.1 : 0);
    }

    VirtualHostMode mode() {
        return mode;
    }

    SimulatedTime time() {
        return time;
    }

    SimulatedMap map() {
        return map;
    }

    Map<JvmRoute, Node> accepted() {
        return accepted;
    }

    /** All intents that were ever stated, folded. */
    Intents acceptedIntents() {
        return acceptedIntents;
    }

    /** What commands changed, in the order in which that happened. */
    List<NodeEvent> happened() {
        return happened;
    }

    /** What members told the cluster of nodes. */
    List<NodeEvent> told() {
        List<NodeEvent> told = new ArrayList<>(toldByTheDead);
        living().forEach(member -> told.addAll(member.told()));
        return told;
    }

    /** What members told the cluster of intents. */
    List<IntentChange> toldIntents() {
        return members.stream().flatMap(member -> member.toldIntents().stream()).toList();
    }

    List<SimulatedMember> living() {
        return members.stream().filter(member -> !member.isDead()).toList();
    }

    private void join() {
        long skew = weather.skew ? random.nextLong(2 * HOUR) - HOUR : 0;
        double pace = weather.skew ? 0.999 + random.nextDouble() / 500 : 1;
        String name = "m" + ++born;
        SimulatedMember member = new SimulatedMember(
                name,
                time,
                new SimulatedMember.WallClock(time, ScriptedStamps.START_MICROS + skew, pace),
                map,
                mode,
                replica -> versions.apply(name, replica),
                this::notice);
        members.add(member);
        member.start();
    }

    private void notice(SimulatedMember from, String key) {
        for (SimulatedMember to : members) {
            if (to != from && map.areTogether(from.name(), to.name())) {
                int copies = weather.failures ? random.nextInt(3) : 1;
                for (int i = 0; i < copies; i++) {
                    time.after(random.nextInt(200_000), () -> to.heard(key));
                }
            }
        }
    }

    /** The numbers of the table at all members. */
    Set<Long> generations() {
        return members.stream()
                .filter(SimulatedMember::isServing)
                .map(member -> member.registry().generation())
                .collect(Collectors.toSet());
    }

    /** A little time goes by, commands come, things break and heal. */
    void step() {
        time.run(pause());
        trouble();
        for (int i = random.nextInt(3); i >= 0; i--) {
            command(commands.next());
        }
        if (random.nextInt(3) == 0) {
            obey(commands.intent());
        }
    }

    private void obey(Intent intent) {
        SimulatedMember member = commands.pick(living());
        if (member.isServing()) {
            member.obey(intent, said -> acceptedIntents = acceptedIntents.merge(said));
        }
    }

    private long pause() {
        return switch (random.nextInt(60)) {
            case 0 -> random.nextLong(weather.hours ? 90 * MINUTE : 4 * MINUTE);
            case 1, 2 -> random.nextLong(MINUTE);
            case 3, 4, 5, 6, 7 -> random.nextLong(15 * SECOND);
            default -> random.nextLong(SECOND);
        };
    }

    private void command(NodeCommand command) {
        SimulatedMember member = commands.pick(living());
        if (member.isServing()) {
            member.apply(command, changed -> {
                accepted.merge(command.route(), changed.next(), Node::merge);
                happened.addAll(changed.events());
            });
        }
    }

    private void trouble() {
        SimulatedMember victim = commands.pick(living());
        switch (random.nextInt(40)) {
            case 0 -> split(victim);
            case 1, 2 -> heal();
            case 3 -> crash(victim);
            case 4 -> freeze(victim);
            case 5 -> victim.wall().jump(weather.jumps ? random.nextLong(2 * HOUR) - HOUR : 0);
            case 6 -> victim.synchronize();
            default -> {
                // nothing happens
            }
        }
    }

    private void split(SimulatedMember victim) {
        if (weather.splits && !map.isSplit()) {
            map.split(List.of(victim.name()), random.nextBoolean() ? 0 : 1.0 / 3);
            time.after(random.nextLong(10 * MINUTE), this::heal);
        }
    }

    private void heal() {
        long cutOff =
                living().stream().filter(member -> map.isCutOff(member.name())).count();
        map.heal((int) cutOff, living().size() - (int) cutOff);
    }

    private void crash(SimulatedMember victim) {
        if (weather.crashes
                && !map.isSplit()
                && living().size() > 1
                && living().stream().allMatch(SimulatedMember::isServing)) {
            victim.die();
            toldByTheDead.addAll(victim.told());
            time.after(random.nextLong(MINUTE), this::join);
        }
    }

    private void freeze(SimulatedMember victim) {
        if (weather.freezes && victim.isServing()) {
            victim.freeze();
            time.after(random.nextLong(2 * MINUTE), victim::thaw);
        }
    }

    /** Everything heals, everybody is there, and nobody commands any more. */
    void settle() {
        heal();
        map.failing(0);
        members.forEach(SimulatedMember::thaw);
        time.run(3 * MINUTE);
        for (SimulatedMember member : living()) {
            for (String route : RandomCommands.ROUTES) {
                // as nodes do: they tell all balancers, every few seconds
                command(member, new ReportLoad(new JvmRoute(route), new LoadFactor(route.length() * 7)));
            }
            time.run(random.nextLong(7 * SECOND));
        }
        time.run(30 * SECOND);
        living().forEach(SimulatedMember::stopTimers);
        for (int round = 0; round < 3; round++) {
            synchronize();
        }
        for (int round = 0; round < 5 && !haveEqualKeys(); round++) {
            // what was over only after the last comparison is taken away by the next; and several may be over one by
            // one
            synchronize();
        }
    }

    private boolean haveEqualKeys() {
        return living().stream()
                .allMatch(member -> member.texts().keySet().equals(map.entries().keySet()));
    }

    /** One member is told something. */
    void command(SimulatedMember member, NodeCommand command) {
        member.apply(command, changed -> accepted.merge(command.route(), changed.next(), Node::merge));
    }

    /** Each member compares everything. */
    void synchronize() {
        living().forEach(SimulatedMember::synchronize);
        time.run(5 * SECOND);
    }
}
