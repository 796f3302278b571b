package io.modcluster.balancer;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.netty.util.AsciiString;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Who may depend on whom. The rules also hold for packages that are still empty. */
class ArchitectureTest {
    private static final String ROOT = "io.modcluster.balancer.";
    // plain tests, not @ArchTest fields: surefire passes over fields when it is told which test to run
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.modcluster.balancer");
    private static final String[] JOBS = {
        ROOT + "mcmp..",
        ROOT + "advertise..",
        ROOT + "cluster..",
        ROOT + "proxy..",
        ROOT + "health..",
        ROOT + "manager..",
        ROOT + "node.."
    };

    @Test
    void the_domain_is_pure() {
        classes()
                .that()
                .resideInAPackage(ROOT + "domain..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(ROOT + "domain..", "java..", "org.jspecify..")
                .because("rules without Vert.x, logging or I/O are tested in milliseconds and simulated with seeds")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void the_domain_asks_no_clock_and_no_dice() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "domain..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Clock.class, Random.class, ThreadLocalRandom.class)
                .because("time and chance are arguments: a failing run can be replayed")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void commands_do_not_know_routing() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "domain.command..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "domain.routing..")
                .because("how a node changes has nothing to do with where a request goes")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void routing_does_not_know_commands() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "domain.routing..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "domain.command..")
                .because("where a request goes depends on what is known, not on how it came to be known")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void codecs_turn_bytes_into_values_and_nothing_else() {
        classes()
                .that()
                .resideInAPackage(ROOT + "(**).codec..")
                .should()
                .onlyDependOnClassesThat(are(resideInAnyPackage(
                                ROOT + "domain..",
                                ROOT + "(**).codec..",
                                "java..",
                                "org.jspecify..",
                                "io.vertx.core.buffer..")
                        .or(resideInAPackage("io.netty.buffer.."))
                        .or(type(AsciiString.class))))
                .because("a parser without I/O is total, fuzzed and cut at every byte")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void only_ajp_codecs_see_netty_buffers() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "(**).codec..")
                .and()
                .resideOutsideOfPackage(ROOT + "(**).ajp.codec..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .because("reference counting stays where its speed is needed: in AJP")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void jobs_meet_on_the_bus_only() {
        slices().assignedFrom(new JobFolders(JOBS))
                .should()
                .notDependOnEachOther()
                .because("who reads MCMP opens one folder; folders are replaced one by one")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void only_proxy_and_health_talk_to_nodes() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "(**)")
                .and(are(resideOutsideOfPackage(ROOT + "proxy..")))
                .and(are(resideOutsideOfPackage(ROOT + "health..")))
                .and(are(resideOutsideOfPackage(ROOT + "transport..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "transport..")
                .because("there is one way to a node, with its limits and its failure table")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void what_all_may_see_sees_no_job() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + "options..",
                        ROOT + "event..",
                        ROOT + "metrics..",
                        ROOT + "audit..",
                        ROOT + "listen..",
                        ROOT + "transport..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(JOBS)
                .because("arrows go from jobs to shared values, never back")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void folders_have_no_cycles() {
        slices().matching(ROOT + "(*)..")
                .should()
                .beFreeOfCycles()
                .because("a folder can be understood with those below it only")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void hazelcast_is_the_launchers_business() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "launcher..", ROOT + "cluster..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.hazelcast..")
                .because("embedders bring their own clustered Vert.x")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void vertx_internals_are_for_the_two_ends_of_the_wire_only() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        ROOT + "proxy.edge..", ROOT + "transport.http..", ROOT + "transport.ajp", ROOT + "listen..")
                .and()
                .doNotHaveSimpleName("NameLookup")
                .and()
                .doNotHaveSimpleName("ClientReset")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..impl..", "io.vertx..internal..")
                .because(
                        "internals change without notice; edge and transport need the pipeline under a connection to"
                                + " refuse what Vert.x lets pass; listen needs the socket before it does; NameLookup must resolve names as connections will; tests pin them")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void nothing_prints_to_the_console() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "launcher..")
                .should(ACCESS_STANDARD_STREAMS)
                .because("a library logs; only the launcher has a console")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void no_stack_trace_is_printed() {
        noClasses()
                .should()
                .callMethodWhere(target(name("printStackTrace")).and(target(owner(assignableTo(Throwable.class)))))
                .because("it tells nobody who was concerned, and escapes the log")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void logs_go_to_slf4j() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .because("one configuration for all logs")
                .allowEmptyShould(true)
                .check(CLASSES);
    }
}
