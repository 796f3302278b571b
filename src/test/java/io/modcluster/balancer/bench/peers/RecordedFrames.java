package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/** What the recorder of the JVM sees of where time goes: frames of Java, and native ones apart; nothing of the kernel. */
final class RecordedFrames {
    private static final int LINES = 40;
    private static final String NAME = "profile";
    private static final Set<String> WAITING =
            Set.of("wait", "epollWait", "epollWait0", "epollWait1", "accept", "park");

    private final Map<String, Integer> self = new HashMap<>();
    private final Map<String, Integer> inclusive = new HashMap<>();
    private int samples;

    private RecordedFrames() {}

    /** Records a JVM for that long. */
    static String of(Contestant contestant, Duration time, Path folder) throws IOException {
        Path file = folder.resolve("profile.jfr").toAbsolutePath();
        HeapBytes.jcmd(contestant, folder, "JFR.start", "name=" + NAME, "settings=profile");
        LockSupport.parkNanos(time.toNanos());
        HeapBytes.jcmd(contestant, folder, "JFR.stop", "name=" + NAME, "filename=" + file);
        RecordedFrames frames = new RecordedFrames();
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                frames.add(recording.readEvent());
            }
        }
        return "Frames by themselves, % (without those that wait for events, and the kernel)\n"
                + frames.list(frames.self) + "\nFrames with all that they call, %\n" + frames.list(frames.inclusive);
    }

    private void add(RecordedEvent event) {
        String type = event.getEventType().getName();
        if (!(type.equals("jdk.ExecutionSample") || type.equals("jdk.NativeMethodSample"))
                || event.getStackTrace() == null) {
            return;
        }
        List<RecordedFrame> stack = event.getStackTrace().getFrames();
        if (stack.isEmpty() || isWaiting(stack.get(0))) {
            return;
        }
        samples++;
        self.merge(name(stack.get(0)), 1, Integer::sum);
        Set<String> once = new LinkedHashSet<>();
        stack.forEach(frame -> once.add(name(frame)));
        once.forEach(name -> inclusive.merge(name, 1, Integer::sum));
    }

    /** The recorder does not tell who waits in the kernel from who runs there. */
    private static boolean isWaiting(RecordedFrame frame) {
        return WAITING.contains(frame.getMethod().getName());
    }

    private static String name(RecordedFrame frame) {
        RecordedMethod method = frame.getMethod();
        return method.getType().getName() + "." + method.getName();
    }

    private String list(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(LINES)
                .map(each ->
                        String.format(Locale.ROOT, "%6.2f%%  %s%n", 100.0 * each.getValue() / samples, each.getKey()))
                .collect(Collectors.joining());
    }
}
