package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.HybridClock;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.Stamp;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The {@link LoadSheet}s of all members: this one's, which it writes now and then, and those of the others. */
final class LoadSheets {
    /** Also without news: so clocks stay together, and others see that the sheet is somebody's. */
    private static final long REWRITE_MICROS = 60_000_000;

    private final String member;
    private final Map<JvmRoute, Register<LoadFactor>> own = new TreeMap<>();
    private final Map<String, Replica.Version> sheets = new HashMap<>();
    /** A sheet is written at the start, too: it tells the others what time it is here. */
    private boolean changed = true;

    private long writtenMicros;

    LoadSheets(String member) {
        this.member = member;
    }

    /** A node told this member its load. */
    void told(JvmRoute route, Register<LoadFactor> load) {
        own.put(route, load);
        changed = true;
    }

    /**
     * Writes this member's sheet anew, if there is anything new on it or it is a minute old.
     *
     * @param known which nodes there are; what the others told is crossed out
     * @return its member, or null when there is nothing new
     */
    @Nullable
    String rewrite(HybridClock clock, long wallMicros, Predicate<JvmRoute> known) {
        if (!changed && clock.now(wallMicros) - writtenMicros < REWRITE_MICROS) {
            return null;
        }
        changed = false;
        writtenMicros = clock.now(wallMicros);
        own.keySet().removeIf(known.negate());
        LoadSheet sheet = new LoadSheet(clock.next(wallMicros), own);
        sheets.put(member, new Replica.Version(sheet.write(), sheet));
        return member;
    }

    /**
     * Takes over a sheet, of which the newest version holds; whether it is new here. One of this member's own, from before a
     * restart, is gone on with: nodes that have told nothing since are still on the next one.
     */
    boolean merge(LoadSheet sheet, String text) {
        LoadSheet known = sheet(sheet.at().member());
        if (known != null && !sheet.at().isAfter(known.at())) {
            return false;
        }
        sheets.put(sheet.at().member(), new Replica.Version(text, sheet));
        if (sheet.at().member().equals(member)) {
            sheet.loads().forEach(own::putIfAbsent);
        }
        return true;
    }

    /** Says again what all sheets say. */
    void forEach(BiConsumer<JvmRoute, Register<LoadFactor>> action) {
        sheets.values().forEach(version -> ((LoadSheet) version.value()).loads().forEach(action));
    }

    /** Members of whom there is a sheet. */
    Collection<String> members() {
        return sheets.keySet();
    }

    /** The sheet of a member, or null. */
    Replica.@Nullable Version version(String of) {
        return sheets.get(of);
    }

    /** Throws away sheets of members that wrote none since then; the loads on them are long replaced. */
    Collection<String> purge(Stamp oldest) {
        Collection<String> gone = sheets.entrySet().stream()
                .filter(entry -> !((LoadSheet) entry.getValue().value()).at().isAfter(oldest))
                .map(Map.Entry::getKey)
                .toList();
        gone.forEach(sheets::remove);
        return gone;
    }

    private @Nullable LoadSheet sheet(String of) {
        Replica.Version version = sheets.get(of);
        return version == null ? null : (LoadSheet) version.value();
    }
}
