package io.modcluster.balancer.health;

/** Why a node is out, which decides what takes it back in. */
enum Cause {
    /** It does not accept connections, or was not seen yet: it can serve nobody. A good look takes it back in. */
    UNREACHABLE,
    /** It accepts connections and did not answer a look as it should. It may serve all the same. A good look takes it back. */
    BAD_LOOK,
    /** Too many of its requests failed. Only a request that succeeds takes it back: looks may have been good all the time. */
    ERRORS
}
