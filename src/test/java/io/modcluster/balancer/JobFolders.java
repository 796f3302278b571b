package io.modcluster.balancer;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.PackageMatcher;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;

/** The folders of the jobs; all else belongs to none. Nor do codecs: what a message means is for all to see. */
final class JobFolders implements SliceAssignment {
    private static final PackageMatcher CODECS = PackageMatcher.of("..codec..");

    private final List<String> patterns;

    JobFolders(String... patterns) {
        this.patterns = List.of(patterns);
    }

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
        if (javaClass.getPackageName().endsWith(".codec")) {
            return SliceIdentifier.ignore();
        }
        return patterns.stream()
                .filter(pattern -> !CODECS.matches(javaClass.getPackageName()))
                .filter(pattern -> PackageMatcher.of(pattern).matches(javaClass.getPackageName()))
                .findFirst()
                .map(SliceIdentifier::of)
                .orElseGet(SliceIdentifier::ignore);
    }

    @Override
    public String getDescription() {
        return "job folders " + patterns;
    }
}
