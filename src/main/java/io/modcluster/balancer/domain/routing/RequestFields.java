package io.modcluster.balancer.domain.routing;

import org.jspecify.annotations.Nullable;

/** What else of a request may decide its node, asked for only where it does. */
public interface RequestFields {
    /** A request that says nothing. */
    RequestFields NONE = new RequestFields() {
        @Override
        public @Nullable String header(String name) {
            return null;
        }

        @Override
        public String clientAddress() {
            return "";
        }
    };

    /** The first header field of this name, in any case, or null. */
    @Nullable
    String header(String name);

    /** Address of the client, without port; empty when it is not known. */
    String clientAddress();
}
