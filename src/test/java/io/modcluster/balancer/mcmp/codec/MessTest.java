package io.modcluster.balancer.mcmp.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.command.Refusal;
import io.modcluster.balancer.domain.command.Transition;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "NODE_UNKNOWN,MEM: Can't read node with \"n1\" JVMRoute",
                "NODE_TABLE_FULL,MEM: Can't update or insert node with \"n1\" JVMRoute",
                "NODE_EXISTS,MEM: Node with \"n1\" JVMRoute already exists",
                "ADDRESS_TAKEN,MEM: Another for the same worker already exist",
                "ALIAS_TABLE_FULL,MEM: Can't update or insert host alias for node with \"n1\" JVMRoute",
                "CONTEXT_TABLE_FULL,MEM: Can't update or insert context for node with \"n1\" JVMRoute"
            })
    void refusals_have_the_words_of_the_reference(Refusal refusal, String mess) {
        assertThat(Mess.refused(refusal, "n1")).isEqualTo(mess);
    }

    @Test
    void what_did_not_fit_is_named() {
        assertThat(Mess.overflow(
                        "n3",
                        List.of(
                                new Transition.Overflow(Refusal.ALIAS_TABLE_FULL, "zz1"),
                                new Transition.Overflow(Refusal.CONTEXT_TABLE_FULL, "/x"),
                                new Transition.Overflow(Refusal.ALIAS_TABLE_FULL, "zz2"))))
                .isEqualTo("MEM: Can't update or insert host alias for node with \"n3\" JVMRoute (zz1, zz2), "
                        + "MEM: Can't update or insert context for node with \"n3\" JVMRoute (/x)");
    }

    @Test
    void a_header_does_not_grow_with_what_did_not_fit() {
        List<Transition.Overflow> many = IntStream.range(0, 1000)
                .mapToObj(i -> new Transition.Overflow(Refusal.CONTEXT_TABLE_FULL, "/é" + i))
                .toList();
        assertThat(Mess.overflow("n", many))
                .endsWith("(/?0, /?1, /?2, /?3, /?4, /?5, /?6, /?7, /?8, /?9 and 990 more)");
    }

    @Test
    void addresses_and_methods_are_named() {
        assertThat(Mess.notAllowed("10.0.0.1")).isEqualTo("MEM: Node address \"10.0.0.1\" is not in mcmp.allow");
        assertThat(Mess.loopback("127.0.0.1", "10.0.0.5"))
                .isEqualTo(
                        "MEM: Node address \"127.0.0.1\" is a loopback address of the balancer, not of peer \"10.0.0.5\"");
        assertThat(Mess.unresolvable("nowhere")).isEqualTo("MEM: Node address \"nowhere\" cannot be resolved");
        assertThat(Mess.unreadable(McmpMethod.ENABLE_APP)).isEqualTo("SYNTAX: ENABLE-APP can't read POST data");
    }

    @Test
    void who_meets_a_static_node_is_told_so_and_may_try_again() {
        assertThat(Mess.refused(Refusal.STATIC_ROUTE, "n1"))
                .isEqualTo("MEM: Node with \"n1\" JVMRoute is static, it is part of the balancer's configuration");
        assertThat(Mess.refused(Refusal.STATIC_ADDRESS, "n1"))
                .isEqualTo("MEM: The address of node with \"n1\" JVMRoute is that of a static node");
    }
}
