package io.modcluster.balancer.metrics;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Locale;

/**
 * How full the memory of this JVM is. Of the heap what the last collection of the old generation has left, since what is in
 * use before one says nothing: a JVM that is well fills its heap again and again. Of direct memory what is allocated; its
 * limit is that of the heap unless {@code -XX:MaxDirectMemorySize} says otherwise. Any thread; some microseconds.
 */
public final class MemoryGauge {
    private static final int PERCENT = 100;

    private final List<MemoryPoolMXBean> lasting;
    private final List<BufferPoolMXBean> direct;
    private final long maxDirect;

    /** A gauge of this JVM. */
    public MemoryGauge() {
        lasting = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .filter(pool -> !isPassing(pool.getName().toLowerCase(Locale.ROOT)))
                .toList();
        direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .toList();
        maxDirect = maxDirect();
    }

    /** These are empty, or full, after each collection. */
    private static boolean isPassing(String pool) {
        return pool.contains("eden") || pool.contains("survivor");
    }

    private static long maxDirect() {
        String prefix = "-XX:MaxDirectMemorySize=";
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith(prefix))
                .mapToLong(argument -> bytes(argument.substring(prefix.length())))
                .filter(bytes -> bytes > 0)
                .reduce((earlier, later) -> later)
                .orElse(Runtime.getRuntime().maxMemory());
    }

    /** As the JVM reads it: a number with k, m or g; 0 for what is none. */
    static long bytes(String size) {
        int digits = size.length() - 1;
        int shift = digits < 0 ? 0 : 10 * " kmg".indexOf(Character.toLowerCase(size.charAt(digits)));
        try {
            return shift > 0 ? Long.parseLong(size.substring(0, digits)) << shift : Long.parseLong(size);
        } catch (NumberFormatException other) {
            return 0;
        }
    }

    /** The fuller of both, in percent of its maximum: 0..100 or a little more. */
    public int percent() {
        return Math.max(percentOfHeap(), percentOfDirect());
    }

    private int percentOfHeap() {
        int fullest = 0;
        for (MemoryPoolMXBean pool : lasting) {
            MemoryUsage left = pool.getCollectionUsage();
            if (left != null && left.getMax() > 0) {
                fullest = Math.max(fullest, percent(left.getUsed(), left.getMax()));
            }
        }
        return fullest;
    }

    private int percentOfDirect() {
        long used = 0;
        for (BufferPoolMXBean pool : direct) {
            used += pool.getMemoryUsed();
        }
        return percent(used, maxDirect);
    }

    private static int percent(long used, long max) {
        return (int) Math.min(Integer.MAX_VALUE, used * PERCENT / max);
    }
}
