package io.modcluster.balancer.launcher;

/** Something at a manager did not work; the message is one sentence for who called. */
final class ManagerCallFailure extends RuntimeException {
    ManagerCallFailure(String message) {
        super(message);
    }
}
