package io.modcluster.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.Version;
import java.lang.module.ModuleDescriptor;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class VersionsTest {
    /** Request smuggling was fixed in several steps up to this one. */
    private static final ModuleDescriptor.Version OLDEST = ModuleDescriptor.Version.parse("4.2.18.Final");

    @Test
    void all_of_netty_is_one_version_that_has_the_smuggling_fixes() {
        TreeSet<String> versions = new TreeSet<>();
        Version.identify().values().forEach(version -> versions.add(version.artifactVersion()));
        assertThat(versions).hasSize(1);
        assertThat(ModuleDescriptor.Version.parse(versions.first())).isGreaterThanOrEqualTo(OLDEST);
    }
}
