package io.modcluster.balancer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.vertx.core.Vertx;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two balancers in one JVM share nothing but the bus of their Vert.x. */
class NoStaticStateTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.modcluster.balancer");

    /** Types whose values are there to be changed. */
    private static final DescribedPredicate<JavaClass> STATE = DescribedPredicate.describe(
            "types made to change",
            type -> type.getPackageName().startsWith("java.util.concurrent")
                    || type.isAssignableTo(ThreadLocal.class)
                    || type.isAssignableTo(Random.class)
                    || type.isAssignableTo(Vertx.class)
                    || type.isAssignableTo(Appendable.class));

    @Test
    void static_fields_are_final_and_not_made_to_change() {
        fields().that()
                .areStatic()
                .should()
                .beFinal()
                .andShould()
                .notHaveRawType(STATE)
                .because("two balancers in one Vert.x, or in one JVM, share nothing but the bus")
                .check(CLASSES);
    }

    @Test
    void static_collections_cannot_be_changed() throws Exception {
        for (JavaField field : staticFields().toList()) {
            Field reflected = field.reflect();
            reflected.setAccessible(true);
            Object value = reflected.get(null);
            if (value instanceof Collection<?> || value instanceof Map<?, ?>) {
                assertThat(value.getClass().getName())
                        .as(field.getFullName())
                        .startsWith("java.util.ImmutableCollections");
            }
        }
    }

    private static Stream<JavaField> staticFields() {
        return CLASSES.stream()
                .flatMap(type -> type.getFields().stream())
                .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                .filter(field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC));
    }
}
