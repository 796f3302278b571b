package io.modcluster.balancer.bench.peers;

import java.time.Duration;

/**
 * Processor time.
 *
 * @param user in the program itself
 * @param system in the kernel on its behalf
 */
record Cpu(Duration user, Duration system) {
    static final Cpu NONE = new Cpu(Duration.ZERO, Duration.ZERO);

    Cpu plus(Cpu other) {
        return new Cpu(user.plus(other.user), system.plus(other.system));
    }

    Cpu minus(Cpu other) {
        return new Cpu(user.minus(other.user), system.minus(other.system));
    }

    Duration all() {
        return user.plus(system);
    }
}
