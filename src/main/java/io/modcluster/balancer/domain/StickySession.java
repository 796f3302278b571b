package io.modcluster.balancer.domain;

/**
 * How requests of one session find their node again; settings of a balancer (MCMP: {@code StickySession…}).
 *
 * @param enabled whether the route of a session id is looked at. Default yes
 * @param cookie  name of the session cookie, case-sensitive. Default {@code JSESSIONID}
 * @param path    name of the path parameter. Default {@code jsessionid}
 * @param remove  whether the session id is cut out of a request that moves to another LBGroup. Default no
 * @param force   whether a request is refused rather than moved when its node is not usable. MCMP's default is yes;
 *                the mod_cluster client sends {@code No} unless told otherwise
 */
public record StickySession(boolean enabled, String cookie, String path, boolean remove, boolean force) {
    /** The defaults of MCMP. */
    public static final StickySession DEFAULT = new StickySession(true, "JSESSIONID", "jsessionid", false, true);
}
