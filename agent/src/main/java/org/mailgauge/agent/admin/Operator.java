package org.mailgauge.agent.admin;

/**
 * Who asks for a change.
 *
 * @param peer the address that the request came from
 * @param user as the command says; nobody has proven it but by having the token
 * @param origin the page that made a browser ask; empty for commands
 * @param form the parameters in the body
 */
record Operator(String peer, String user, String origin, Query form) {
    static final Operator NOBODY = new Operator("", "", "", Query.parse(null));
}
