package io.modcluster.balancer.proxy.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modcluster.balancer.proxy.page.ErrorPages.Saying;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway.Init") // set by JUnit
class ErrorPagesTest {
    @TempDir
    Path folder;

    private static Saying saying(int status, String id) {
        return new Saying(null, status, "Title", "some <detail> & \"more\"", id);
    }

    private static String body(ErrorPages pages, PageForm form, Saying saying) {
        return new String(pages.body(form, saying), UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/* | TEXT",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | HTML",
                "application/json | JSON",
                "application/json, text/plain, */* | JSON",
                "text/plain;q=0.5, TEXT/HTML;Q=0.9 | HTML",
                "application/problem+json;q=0.1, text/html;q=0.05 | JSON",
                "text/html;q=0, */* | TEXT",
                "text/html;q=2 | TEXT",
                "text/html; q=x | TEXT",
                "image/png | TEXT",
                "'' | TEXT",
                ",,;;q=,text/html;level=1;q=1.000 | HTML"
            })
    void the_form_is_what_the_client_would_rather_have(String accept, PageForm form) {
        assertThat(PageForm.of(accept)).isEqualTo(form);
    }

    @Test
    void who_does_not_say_gets_text_and_nobody_costs_more_than_4096_characters() {
        assertThat(PageForm.of(null)).isEqualTo(PageForm.TEXT);
        assertThat(PageForm.of("a/b,".repeat(2000) + "text/html")).isEqualTo(PageForm.TEXT);
    }

    @Test
    void each_form_has_a_page_of_its_own_in_which_all_is_escaped() {
        assertThat(body(ErrorPages.PLAIN, PageForm.TEXT, saying(503, "id"))).isEqualTo("some <detail> & \"more\"\n");
        assertThat(body(ErrorPages.PLAIN, PageForm.HTML, saying(503, "<id>")))
                .contains("<title>503 Title</title>", "some &#60;detail&#62; &#38; &#34;more&#34;", "&#60;id&#62;");
        JsonObject json = new JsonObject(body(ErrorPages.PLAIN, PageForm.JSON, saying(503, "id")));
        assertThat(json.getString("detail")).isEqualTo("some <detail> & \"more\"");
        assertThat(json.getInteger("status")).isEqualTo(503);
        assertThat(json.getString("requestId")).isEqualTo("id");
    }

    @Test
    void the_narrowest_template_is_taken() throws Exception {
        Files.writeString(folder.resolve("maintenance.html"), "m {{id}}");
        Files.writeString(folder.resolve("503.html"), "503 {{ title }} {{detail}} {{unknown}} {{");
        Files.writeString(folder.resolve("5xx.html"), "5xx {{status}}");
        Files.writeString(folder.resolve("error.html"), "e {{status}}");
        Files.writeString(folder.resolve("notes.md"), "none of ours");
        ErrorPages pages = ErrorPages.read(folder);

        assertThat(body(pages, PageForm.HTML, new Saying("maintenance", 503, "T", "d", "<i>{{status}}")))
                .isEqualTo("m &#60;i&#62;{{status}}");
        assertThat(body(pages, PageForm.HTML, saying(503, "id")))
                .isEqualTo("503 Title some &#60;detail&#62; &#38; &#34;more&#34; {{unknown}} {{");
        assertThat(body(pages, PageForm.HTML, saying(504, "id"))).isEqualTo("5xx 504");
        assertThat(body(pages, PageForm.HTML, saying(404, "id"))).isEqualTo("e 404");
        assertThat(body(pages, PageForm.TEXT, saying(404, "id"))).startsWith("some <detail>");
    }

    @Test
    void what_is_too_long_or_not_there_is_an_error_at_the_start() throws Exception {
        assertThatThrownBy(() -> ErrorPages.read(folder.resolve("none"))).isInstanceOf(IOException.class);
        Files.writeString(folder.resolve("503.html"), "x".repeat(ErrorPages.LONGEST + 1));
        assertThatThrownBy(() -> ErrorPages.read(folder)).hasMessageContaining("503.html");
    }
}
