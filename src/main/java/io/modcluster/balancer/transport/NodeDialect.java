package io.modcluster.balancer.transport;

import org.jspecify.annotations.Nullable;

/**
 * What a node is spoken to in, beyond its type.
 *
 * @param tls   rule for TLS; null for a node without
 * @param http2 whether it is spoken to in HTTP/2: if it agrees when there is TLS, without asking when there is none
 */
public record NodeDialect(@Nullable NodeTls tls, boolean http2) {}
