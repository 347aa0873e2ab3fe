package org.mailgauge.collect;

import org.mailgauge.observe.ReplyClass;
import org.mailgauge.smtp.SmtpReply;

/** Sorts replies into classes, by the same table as our own delivery does. */
public interface Classifier {
    ReplyClass of(SmtpReply reply);
}
