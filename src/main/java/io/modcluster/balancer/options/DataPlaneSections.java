package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** The sections of {@link BalancerOptions} that say how requests are taken in, sent to nodes and answered. */
abstract sealed class DataPlaneSections<T extends DataPlaneSections<T>> extends ObserveSections<T>
        permits BalancerOptions {
    /** Secret of the cookies that balancers make: 16..128 printable ASCII characters. Default "": none. */
    public static final String DEFAULT_COOKIE_SECRET = "";

    private TrafficOptions traffic = new TrafficOptions();
    private TlsOptions tls = new TlsOptions();
    private Http2Options http2 = new Http2Options();
    private AjpOptions ajp = new AjpOptions();
    private UpgradeOptions upgrade = new UpgradeOptions();
    private NodeTlsOptions nodeTls = new NodeTlsOptions();
    private NodeHttp2Options nodeHttp2 = new NodeHttp2Options();
    private RetryOptions retry = new RetryOptions();
    private HealthOptions health = new HealthOptions();
    private RoutingOptions routing = new RoutingOptions();
    private BalancingOptions balancing = new BalancingOptions();
    private String cookieSecret = DEFAULT_COOKIE_SECRET;
    private List<NamedBalancerOptions> balancers = List.of();
    private ForwardedOptions forwarded = new ForwardedOptions();
    private ProxyProtocolOptions proxyProtocol = new ProxyProtocolOptions();
    private RequestOptions request = new RequestOptions();
    private AccessLogOptions accessLog = new AccessLogOptions();
    private PagesOptions pages = new PagesOptions();
    private List<LimitOptions> limits = List.of();
    private OverloadOptions overload = new OverloadOptions();
    private ServerOptions server = new ServerOptions();

    /** The port for requests, its limits, and the connections to nodes: {@code traffic.*}. */
    public final TrafficOptions getTraffic() {
        return traffic;
    }

    /** See {@link #getTraffic()}; the object is kept, not copied. */
    public final T setTraffic(TrafficOptions traffic) {
        this.traffic = requireNonNull(traffic, "traffic");
        return self();
    }

    /** The port for requests over TLS: {@code tls.*}. */
    public final TlsOptions getTls() {
        return tls;
    }

    /** See {@link #getTls()}; the object is kept, not copied. */
    public final T setTls(TlsOptions tls) {
        this.tls = requireNonNull(tls, "tls");
        return self();
    }

    /** HTTP/2 with clients: {@code http2.*}. */
    public final Http2Options getHttp2() {
        return http2;
    }

    /** See {@link #getHttp2()}; the object is kept, not copied. */
    public final T setHttp2(Http2Options http2) {
        this.http2 = requireNonNull(http2, "http2");
        return self();
    }

    /** What nodes with an AJP connector want: {@code ajp.*}. */
    public final AjpOptions getAjp() {
        return ajp;
    }

    /** See {@link #getAjp()}; the object is kept, not copied. */
    public final T setAjp(AjpOptions ajp) {
        this.ajp = requireNonNull(ajp, "ajp");
        return self();
    }

    /** Connections that become WebSockets and the like: {@code upgrade.*}. */
    public final UpgradeOptions getUpgrade() {
        return upgrade;
    }

    /** See {@link #getUpgrade()}; the object is kept, not copied. */
    public final T setUpgrade(UpgradeOptions upgrade) {
        this.upgrade = requireNonNull(upgrade, "upgrade");
        return self();
    }

    /** How nodes with TLS prove who they are: {@code nodes-tls.*}. */
    public final NodeTlsOptions getNodeTls() {
        return nodeTls;
    }

    /** See {@link #getNodeTls()}; the object is kept, not copied. */
    public final T setNodeTls(NodeTlsOptions nodeTls) {
        this.nodeTls = requireNonNull(nodeTls, "nodeTls");
        return self();
    }

    /** Which nodes are spoken to in HTTP/2: {@code nodes-http2.*}. */
    public final NodeHttp2Options getNodeHttp2() {
        return nodeHttp2;
    }

    /** See {@link #getNodeHttp2()}; the object is kept, not copied. */
    public final T setNodeHttp2(NodeHttp2Options nodeHttp2) {
        this.nodeHttp2 = requireNonNull(nodeHttp2, "nodeHttp2");
        return self();
    }

    /** How often a request that failed at one node goes to another: {@code retry.*}. */
    public final RetryOptions getRetry() {
        return retry;
    }

    /** See {@link #getRetry()}; the object is kept, not copied. */
    public final T setRetry(RetryOptions retry) {
        this.retry = requireNonNull(retry, "retry");
        return self();
    }

    /** Which nodes are left out for how long: {@code health.*}. */
    public final HealthOptions getHealth() {
        return health;
    }

    /** See {@link #getHealth()}; the object is kept, not copied. */
    public final T setHealth(HealthOptions health) {
        this.health = requireNonNull(health, "health");
        return self();
    }

    /** Which node gets a request: {@code routing.*}. */
    public final RoutingOptions getRouting() {
        return routing;
    }

    /** See {@link #getRouting()}; the object is kept, not copied. */
    public final T setRouting(RoutingOptions routing) {
        this.routing = requireNonNull(routing, "routing");
        return self();
    }

    /** Who may say where a request came from, and what nodes are told of it: {@code forwarded.*}. */
    public final ForwardedOptions getForwarded() {
        return forwarded;
    }

    /** See {@link #getForwarded()}; the object is kept, not copied. */
    public final T setForwarded(ForwardedOptions forwarded) {
        this.forwarded = requireNonNull(forwarded, "forwarded");
        return self();
    }

    /** Connections that begin with a PROXY header: {@code proxy-protocol.*}. */
    public final ProxyProtocolOptions getProxyProtocol() {
        return proxyProtocol;
    }

    /** See {@link #getProxyProtocol()}; the object is kept, not copied. */
    public final T setProxyProtocol(ProxyProtocolOptions proxyProtocol) {
        this.proxyProtocol = requireNonNull(proxyProtocol, "proxyProtocol");
        return self();
    }

    /** What is refused so that the process does not run out of memory: {@code overload.*}. */
    public final OverloadOptions getOverload() {
        return overload;
    }

    /** See {@link #getOverload()}; the object is kept, not copied. */
    public final T setOverload(OverloadOptions overload) {
        this.overload = requireNonNull(overload, "overload");
        return self();
    }

    /** How requests are spread over the nodes of balancers that are not among {@link #getBalancers()}: {@code balancing.*}. */
    public final BalancingOptions getBalancing() {
        return balancing;
    }

    /** See {@link #getBalancing()}; the object is kept, not copied. */
    public final T setBalancing(BalancingOptions balancing) {
        this.balancing = requireNonNull(balancing, "balancing");
        return self();
    }

    /** See {@link #DEFAULT_COOKIE_SECRET}. */
    public final String getCookieSecret() {
        return cookieSecret;
    }

    /** See {@link #DEFAULT_COOKIE_SECRET}. */
    public final T setCookieSecret(String cookieSecret) {
        this.cookieSecret = requireNonNull(cookieSecret, "cookieSecret");
        return self();
    }

    /** What is different for some balancer names: {@code balancers}. Default: nothing. The list cannot be changed. */
    public final List<NamedBalancerOptions> getBalancers() {
        return balancers;
    }

    /** See {@link #getBalancers()}; copies the list and all that is in it. */
    public final T setBalancers(List<NamedBalancerOptions> balancers) {
        this.balancers = balancers.stream().map(NamedBalancerOptions::new).toList();
        return self();
    }

    /** What the process uses of the system: {@code server.*}. */
    public final ServerOptions getServer() {
        return server;
    }

    /** See {@link #getServer()}; the object is kept, not copied. */
    public final T setServer(ServerOptions server) {
        this.server = requireNonNull(server, "server");
        return self();
    }

    /** What holds for each request: {@code request.*}. */
    public final RequestOptions getRequest() {
        return request;
    }

    /** See {@link #getRequest()}; the object is kept, not copied. */
    public final T setRequest(RequestOptions request) {
        this.request = requireNonNull(request, "request");
        return self();
    }

    /** One line for each request: {@code access-log.*}. */
    public final AccessLogOptions getAccessLog() {
        return accessLog;
    }

    /** See {@link #getAccessLog()}; the object is kept, not copied. */
    public final T setAccessLog(AccessLogOptions accessLog) {
        this.accessLog = requireNonNull(accessLog, "accessLog");
        return self();
    }

    /** What answers of the balancer itself look like: {@code pages.*}. */
    public final PagesOptions getPages() {
        return pages;
    }

    /** See {@link #getPages()}; the object is kept, not copied. */
    public final T setPages(PagesOptions pages) {
        this.pages = requireNonNull(pages, "pages");
        return self();
    }

    /** What holds for the requests of some contexts: {@code limits}. Default: none. The list cannot be changed. */
    public final List<LimitOptions> getLimits() {
        return limits;
    }

    /** See {@link #getLimits()}; copies the list and all that is in it. */
    public final T setLimits(List<LimitOptions> limits) {
        this.limits = limits.stream().map(LimitOptions::new).toList();
        return self();
    }
}
