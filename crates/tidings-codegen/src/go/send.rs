//! The functions that send an event.

use tidings_catalog::names::go as names;

use super::docs;
use super::event::{Event, parameters, write_signature};
use crate::writer::Writer;

pub(super) fn write(w: &mut Writer, event: &Event<'_>) {
    write_function(w, event, false);
    write_function(w, event, true);
}

fn write_function(w: &mut Writer, event: &Event<'_>, at_time: bool) {
    let name = &event.declared.name.value;
    w.gap();
    let function = if at_time {
        names::send_at_time_function(name)
    } else {
        names::send_function(name)
    };
    let when = if at_time { " as of another time" } else { "" };
    docs::line(w, &format!("{function} sends a [{}]{when}.", event.class));
    docs::deprecated(w, event.declared);
    let interface = if event.own {
        "Sender"
    } else {
        "eventsapi.Sender"
    };
    let mut signature = vec!["ctx context.Context".to_owned()];
    signature.push(format!("sender {interface}"));
    signature.extend(parameters(event));
    if at_time {
        signature.push("eventTime time.Time".to_owned());
    }
    let result = if event.own { " (Receipt, error)" } else { "" };
    write_signature(w, &function, &signature, result);
    w.line(format_args!("\t{}", call(event, at_time)));
    w.line(format_args!("}}"));
}

fn call(event: &Event<'_>, at_time: bool) -> String {
    let arguments: Vec<&str> = event.fields.iter().map(|f| f.argument.as_str()).collect();
    let constructor = names::constructor(&event.declared.name.value);
    let made = format!("{constructor}({})", arguments.join(", "));
    if event.own {
        let time = if at_time { "eventTime" } else { "time.Time{}" };
        return format!("return sender.Send(ctx, {made}, {time})");
    }
    let kind = match event.declared.event_type.value.as_str() {
        "cluster" => "Cluster",
        "host" => "Host",
        _ => "InfraEnv",
    };
    if at_time {
        format!("sender.Send{kind}EventAtTime(ctx, {made}, eventTime)")
    } else {
        format!("sender.Send{kind}Event(ctx, {made})")
    }
}
