package io.modcluster.balancer.options;

import io.modcluster.balancer.domain.StickySession;
import java.util.List;

/** What must hold between the options of the balancer's own cookie. */
final class CookieRules {
    /** As of advertise.key. */
    private static final int MIN_SECRET = 16;

    private CookieRules() {}

    static void check(BalancerOptions options, List<OptionsProblem> problems) {
        check("balancing", options.getBalancing(), problems);
        int length = options.getCookieSecret().length();
        if (length > 0 && length < MIN_SECRET && hasCookie(options)) {
            problems.add(new OptionsProblem(
                    "balancing.cookie-secret",
                    CrossRules.ORIGIN,
                    OptionKey.HIDDEN,
                    MIN_SECRET + " characters or more, as whoever guesses it can make the cookies"));
        }
        List<NamedBalancerOptions> balancers = options.getBalancers();
        for (int i = 0; i < balancers.size(); i++) {
            BalancingOptions all = balancers.get(i).getRules().over(options.getBalancing());
            check(NamedBalancersReader.KEY + "[" + i + "]", all, problems);
        }
    }

    private static boolean hasCookie(BalancerOptions options) {
        return !options.getBalancing().getCookie().getName().isEmpty()
                || options.getBalancers().stream()
                        .anyMatch(balancer ->
                                !balancer.getRules().getCookie().getName().isEmpty());
    }

    private static void check(String key, BalancingOptions rules, List<OptionsProblem> problems) {
        RouteCookieOptions cookie = rules.getCookie();
        if (cookie.getName().isEmpty()) {
            return;
        }
        String session = rules.getSticky().getCookie();
        if (cookie.getName().equals(session.isEmpty() ? StickySession.DEFAULT.cookie() : session)) {
            problems.add(new OptionsProblem(
                    key + ".cookie.name",
                    CrossRules.ORIGIN,
                    cookie.getName(),
                    "another name than that of the session cookie, which is the application's"));
        }
        if (cookie.getSameSite() == RouteCookieOptions.SameSite.NONE
                && cookie.getSecure() == RouteCookieOptions.Secure.NEVER) {
            problems.add(new OptionsProblem(
                    key + ".cookie.same-site",
                    CrossRules.ORIGIN,
                    "none",
                    "lax or strict, or cookie.secure: always; browsers refuse a cookie of none that is not Secure"));
        }
        if (rules.getSticky().getEnabled() == Ruling.NO) {
            problems.add(new OptionsProblem(
                    key + ".cookie.name", CrossRules.ORIGIN, cookie.getName(), "nothing, since sticky.enabled is no"));
        }
    }
}
