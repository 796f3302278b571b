package io.modcluster.balancer.node.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
    private static Answer ok(String body) {
        return new Answer(200, "", "", body);
    }

    @Test
    void success_is_200_and_nothing_else() {
        assertThat(ok("").isSuccess()).isTrue();
        assertThat(new Answer(204, "", "", "").isSuccess()).isFalse();
    }

    @Test
    void only_a_refusal_of_type_syntax_is_one_for_good() {
        assertThat(new Answer(500, "SYNTAX", "", "").isSyntax()).isTrue();
        assertThat(new Answer(200, "SYNTAX", "", "").isSyntax()).isFalse();
        assertThat(new Answer(500, "MEM", "", "").isSyntax()).isFalse();
        assertThat(new Answer(500, "", "", "").isSyntax()).isFalse();
    }

    @Test
    void a_refusal_is_told_in_one_line_without_control_characters() {
        assertThat(new Answer(500, "MEM", "MEM: no\u001b[1m", "").refusal())
                .isEqualTo("status 500 \"MEM: no\\u001b[1m\"");
        assertThat(new Answer(501, "", "", "<html>").refusal()).isEqualTo("status 501");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Type=STOP-APP-RSP&JvmRoute=t1&Alias=localhost&Context=/app&Requests=3 | 3",
                "Type=STOP-APP-RSP,JvmRoute=cap1Alias=localhost,b.orgContext=/appRequests=12 | 12",
                "Requests=0 | 0",
                "Requests=999999999 | 999999999"
            })
    void requests_in_flight_are_found_in_the_answers_of_all_makes(String body, int requests) {
        assertThat(ok(body).requests()).hasValue(requests);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Type=STOP-APP-RSP\nJvmRoute=cap1\nAlias=localhost Contexts=/app\n\n",
                "Requests=",
                "Requests=x",
                "Requests=-1",
                "Requests=99999999999"
            })
    void an_answer_without_a_count_tells_none(String body) {
        assertThat(ok(body).requests()).isEqualTo(OptionalInt.empty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Type=STATUS-RSP&JVMRoute=n1&State=NOTOK&id=1 | true",
                "Type=STATUS-RSP&State=NOTOK&JVMRoute=n1&id=1 | true",
                "State=NOTOK | true",
                "Type=STATUS-RSP&JVMRoute=n1&State=OK&id=1 | false",
                "Type=STATUS-RSP&JVMRoute=xState=NOTOK&State=OK&id=1 | false",
                "'' | false"
            })
    void a_balancer_that_cannot_reach_the_node_says_so(String body, boolean unreachable) {
        assertThat(ok(body).saysUnreachable()).isEqualTo(unreachable);
    }
}
