use crate::checked;
use crate::{Definition, OffsetDateTime, Record, SendError, Sender, Sending, Value};

/// The values of an event, by the place of their property in the definition.
///
/// What the runtime does with an event it does through this trait's object, so that a service with a thousand events
/// compiles it once.
pub trait Values {
    /// The value of the property at this place; [`Value::Absent`] beyond the last.
    fn value(&self, index: usize) -> Value<'_>;
}

/// One occurrence of an event, not yet sent. Generated code implements it.
pub trait Event: Values + Clone + Sized {
    /// What the catalog says of the event.
    fn definition() -> &'static Definition;

    /// The event as it is sent now: with an id, the time, the request id in force, and the rendered message.
    ///
    /// # Errors
    /// [`SendError::InvalidValue`] for a value that no record can hold: a NUL in a text, a number that is not finite, a
    /// `severity` that is none, a time outside the years 0 to 9999.
    fn to_record(&self) -> Result<Record, SendError> {
        checked::record(Self::definition(), self, None)
    }

    /// Makes the record now; sends it when the result is polled.
    fn send<'a, S: Sender + ?Sized>(&self, sender: &'a S) -> Sending<'a> {
        send_record(Self::definition(), self.to_record(), sender)
    }

    /// The same with another time of occurrence.
    fn send_at<'a, S: Sender + ?Sized>(
        &self,
        sender: &'a S,
        event_time: OffsetDateTime,
    ) -> Sending<'a> {
        let definition = Self::definition();
        let record = checked::record(definition, self, Some(event_time));
        send_record(definition, record, sender)
    }
}

fn send_record<'a, S: Sender + ?Sized>(
    definition: &'static Definition,
    record: Result<Record, SendError>,
    sender: &'a S,
) -> Sending<'a> {
    match record {
        Ok(record) => sender.send(record),
        Err(error) => sender.refuse(&definition.name, error),
    }
}
