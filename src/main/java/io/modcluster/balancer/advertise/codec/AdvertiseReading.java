package io.modcluster.balancer.advertise.codec;

import io.modcluster.balancer.domain.Quoted;
import java.security.MessageDigest;

/** What came of reading a datagram. */
public sealed interface AdvertiseReading {

    /**
     * A datagram that can be read; whether to believe it is another question, see {@link #isSignedWith}. Freshness is the
     * listener's business: an old datagram that is sent again is as well signed as before.
     */
    final class Read implements AdvertiseReading {
        private final AdvertiseDatagram datagram;
        private final byte[] digest;

        Read(AdvertiseDatagram datagram, byte[] digest) {
            this.datagram = datagram;
            this.digest = digest;
        }

        /** What it says. */
        public AdvertiseDatagram datagram() {
            return datagram;
        }

        /** Whether the sender had the same key, or none where {@code expected} has none; takes the same time for all digests. */
        public boolean isSignedWith(AdvertiseDigest expected) {
            return MessageDigest.isEqual(digest, expected.of(datagram.date(), datagram.sequence(), datagram.server()));
        }

        @Override
        public String toString() {
            return datagram.toString();
        }
    }

    /**
     * Bytes that are no advertisement.
     *
     * @param flaw  what is wrong
     * @param value the text that is wrong, as it came: show it {@link Quoted quoted} only
     */
    record Refused(Flaw flaw, String value) implements AdvertiseReading {
        @Override
        public String toString() {
            return flaw + ": " + Quoted.of(value);
        }
    }

    /** Why bytes are no advertisement. */
    enum Flaw {
        /** More bytes than any balancer sends. */
        TOO_LONG,
        /** Something other than printable ASCII in lines that end in CR LF. */
        NOT_TEXT,
        /** The first line is not {@code HTTP/1.x}, a known status and a phrase. */
        STATUS_LINE,
        /** A line without colon, or a header that is there twice: two readers could take different ones. */
        HEADER,
        /** Missing, empty, or longer than 64 characters. */
        DATE,
        /** Missing, or not a number of 1..2^63−1 in its one decimal form. */
        SEQUENCE,
        /** Missing, or not 32 hexadecimal digits. */
        DIGEST,
        /** Missing, longer than 64 characters, or with blanks. */
        SERVER,
        /** There but not {@code host:port}; IPv6 in brackets, without a zone, which means something on one host only. */
        ADDRESS
    }
}
