package io.modcluster.balancer.testkit.container;

import java.io.InputStream;
import java.io.OutputStream;

/** One request and its response as an application sees them, whatever the container. Blocking. */
public interface WebCall {
    /** Path in the application, as it was sent. */
    String path();

    /** A parameter of the query, or 0. */
    long number(String name);

    /** What the container knows of the request, one fact in each line, headers in ISO 8859-1. */
    String facts();

    /** The body of the request. */
    InputStream in();

    /** Sets the status. */
    void status(int code);

    /** Adds a header field. */
    void header(String name, String value);

    /** Sets the length of the body. */
    void length(long length);

    /** Where the body of the response goes. */
    OutputStream out();
}
