package io.modcluster.balancer.transport.ajp;

/**
 * What is told to a node about itself.
 *
 * @param route  its JVMRoute
 * @param secret that it wants, empty for none
 */
record NodeIdentity(String route, String secret) {
    @Override
    public String toString() {
        return route;
    }
}
