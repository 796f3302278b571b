package io.modcluster.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathRulesTest {
    private final PathRules<String> rules = new PathRules.Builder<String>()
            .add("/", "all")
            .add("/shop", "shop")
            .add("Shop.Example/shop", "shop there")
            .add("/shop/cart", "cart")
            .build();

    @ParameterizedTest
    @CsvSource({
        "h, /, all",
        "h, /shopping, all",
        "h, /shop, shop",
        "h, /shop/a, shop",
        "shop.example, /shop/a, shop there",
        "shop.example, /shop/cart/1, cart",
        "shop.example, /, all"
    })
    void the_longest_path_decides_and_then_the_host(String host, String path, String expected) {
        assertThat(rules.find(host, path)).isEqualTo(expected);
    }
}
