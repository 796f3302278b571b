package io.modcluster.balancer.domain.routing;

/** Where policies get their dice from: rules throw none themselves, so that a run can be repeated. */
@FunctionalInterface
public interface Chance {
    /** A number from 0 to {@code bound} − 1, each as likely. {@code bound} is 1 or more. */
    long below(long bound);
}
