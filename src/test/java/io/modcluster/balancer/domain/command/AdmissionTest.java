package io.modcluster.balancer.domain.command;

import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.TableLimits;
import io.modcluster.balancer.testkit.Nodes;
import io.modcluster.balancer.testkit.ScriptedStamps;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final Admission YES = new Admission.Admitted();

    private final ScriptedStamps stamps = new ScriptedStamps("a");
    private final Node first =
            aNode("n1").at("http", "h", 1).stampedAt(stamps.next()).build();
    private final Node second =
            aNode("n2").at("http", "h", 2).stampedAt(stamps.next()).build();

    @Test
    void a_new_name_at_a_new_address_is_admitted() {
        assertThat(admission(aNode("n3").at("http", "h", 3), first, second)).isEqualTo(YES);
    }

    @Test
    void a_node_may_update_its_settings() {
        assertThat(admission(aNode("n1").at("http", "h", 1).lbGroup("A"), first, second))
                .isEqualTo(YES);
    }

    @Test
    void a_name_with_another_identity_is_contested() {
        Admission contested = new Admission.Contested(first, Refusal.NODE_EXISTS);
        assertThat(admission(aNode("n1").at("http", "h", 9), first, second)).isEqualTo(contested);
        assertThat(admission(aNode("n1").at("ajp", "h", 1), first, second)).isEqualTo(contested);
        assertThat(admission(aNode("n1").at("http", "h", 1).balancer("other"), second, first))
                .isEqualTo(contested);
    }

    @Test
    void the_address_of_another_node_is_contested_whatever_the_balancer() {
        Admission contested = new Admission.Contested(second, Refusal.ADDRESS_TAKEN);
        assertThat(admission(aNode("n3").at("http", "h", 2), first, second)).isEqualTo(contested);
        assertThat(admission(aNode("n3").at("http", "h", 2).balancer("other"), first, second))
                .isEqualTo(contested);
    }

    @Test
    void another_type_is_another_address() {
        assertThat(admission(aNode("n3").at("https", "h", 2), first, second)).isEqualTo(YES);
    }

    @Test
    void a_removed_node_holds_neither_name_nor_address() {
        Node gone = first.removedAt(stamps.next(), "test");
        assertThat(admission(aNode("n1").at("http", "h", 9), gone)).isEqualTo(YES);
        assertThat(admission(aNode("n3").at("http", "h", 1), gone)).isEqualTo(YES);
    }

    @Test
    void a_node_beyond_the_limit_is_denied() {
        assertThat(admission(2, aNode("n3"), first, second)).isEqualTo(new Admission.Denied(Refusal.NODE_TABLE_FULL));
        assertThat(admission(3, aNode("n3"), first, second)).isEqualTo(YES);
        assertThat(admission(0, aNode("n3"), first, second)).isEqualTo(YES);
    }

    @Test
    void removed_nodes_take_no_place() {
        assertThat(admission(2, aNode("n3"), first.removedAt(stamps.next(), "test"), second))
                .isEqualTo(YES);
    }

    @Test
    void a_registered_node_may_update_in_a_table_that_is_over_its_limit() {
        // two members may have filled it while they could not see each other, or the limit was lowered
        Nodes update = aNode("n1").at("http", "h", 1).lbGroup("A");
        assertThat(admission(2, update, first, second)).isEqualTo(YES);
        assertThat(admission(1, update, first, second)).isEqualTo(YES);
    }

    private static Admission admission(Nodes node, Node... known) {
        return admission(1000, node, known);
    }

    private static Admission admission(int maxNodes, Nodes node, Node... known) {
        return Admission.of(node.registration(), List.of(known), new TableLimits(maxNodes, 0, 0));
    }
}
