package org.mailgauge.observe;

/**
 * A fact about a service that hands out mail, told once, where it becomes true. {@code
 * docs/counting.md} says what each event moves.
 */
public sealed interface ServiceEvent {

    /** An inbound association is established: our greeting has been sent. */
    record Opened(Association association) implements ServiceEvent {}

    /** An inbound association was refused by us before or instead of the greeting. */
    record Rejected(String reason) implements ServiceEvent {}

    /** An association ended. */
    record Closed(Association association) implements ServiceEvent {}

    /** An attempt to log in ended. */
    record LoggedIn(LoginResult result) implements ServiceEvent {}

    /** A whole message was sent; octets as in its listing. */
    record Retrieved(long octets) implements ServiceEvent {}

    /** Clients' messages are stored; octets are theirs together. */
    record Appended(long messages, long octets) implements ServiceEvent {}

    /** Messages are removed for good. */
    record Deleted(long messages, long octets) implements ServiceEvent {}

    /** The application changed its operational state (applOperStatus). */
    record StatusChanged(MtaEvent.OperStatus status) implements ServiceEvent {}

    /** Where the facts are told. Implementations are quick, never block, never throw. */
    interface Observer {
        void tell(ServiceEvent event);
    }
}
