package io.modcluster.balancer.transport.ajp.codec;

/**
 * What a node is told of the TLS connection of a client; empty texts and 0 are not sent.
 *
 * @param protocol     for instance {@code TLSv1.3}
 * @param cipher       name of the cipher suite
 * @param keySize      of the cipher, in bits
 * @param session      id in hexadecimal
 * @param certificates of the client, its own first, in PEM
 */
public record TlsFacts(String protocol, String cipher, int keySize, String session, String certificates) {}
