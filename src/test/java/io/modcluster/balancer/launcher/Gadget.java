package io.modcluster.balancer.launcher;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/** A class whose objects do something when they are read: they leave a file where {@code -Dmarker} says. */
final class Gadget implements Serializable {
    private static final long serialVersionUID = 1;

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        Files.writeString(Path.of(System.getProperty("marker", "")), "read");
    }
}
