package io.modcluster.balancer.event;

/** Asks the registry what it knows. */
public enum RegistryRead {
    /** Everything. */
    ALL
}
