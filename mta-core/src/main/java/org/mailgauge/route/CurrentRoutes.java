package org.mailgauge.route;

/** The routes in force, which others may take the place of. Safe for use by any thread. */
public final class CurrentRoutes implements Router {
    private volatile RouteTable routes;

    public CurrentRoutes(RouteTable routes) {
        this.routes = routes;
    }

    /** From now on these count. */
    public void become(RouteTable others) {
        routes = others;
    }

    @Override
    public Decision route(String domain) {
        return routes.route(domain);
    }

    @Override
    public boolean isLocal(String domain) {
        return routes.isLocal(domain);
    }
}
