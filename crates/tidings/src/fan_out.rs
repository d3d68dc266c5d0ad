use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::{Receipt, Record, SendError, Sender, Sending};

/// Sends each record to several senders at once.
///
/// Resolves when all have answered: with the first sender's receipt, or with the error of the first one that failed;
/// the others may have stored the record then, and a repeated send of it is stored once.
///
/// ```
/// use tidings::{FanOut, TracingSender};
///
/// let sender = FanOut::new(TracingSender::new()).and(TracingSender::new());
/// ```
pub struct FanOut {
    senders: Vec<Box<dyn Sender>>,
}

impl FanOut {
    /// Sends to this one, whose receipt is the receipt of all.
    pub fn new(first: impl Sender + 'static) -> Self {
        Self {
            senders: vec![Box::new(first)],
        }
    }

    /// Sends to this one too.
    #[must_use]
    pub fn and(mut self, sender: impl Sender + 'static) -> Self {
        self.senders.push(Box::new(sender));
        self
    }
}

impl Sender for FanOut {
    fn send<'a>(&'a self, record: Record) -> Sending<'a> {
        let all = self
            .senders
            .iter()
            .map(|sender| Branch::Sending(sender.send(record.clone())));
        let mut branches: Vec<Branch<'a>> = all.collect();
        Sending::new(async move {
            poll_fn(|context| poll_all(&mut branches, context)).await;
            let mut answers = branches.into_iter().map(Branch::answer);
            let first = answers.next().expect("a fan-out has a first sender")?;
            answers.try_for_each(|answer| answer.map(drop))?;
            Ok(first)
        })
    }
}

enum Branch<'a> {
    Sending(Sending<'a>),
    Answered(Result<Receipt, SendError>),
}

impl Branch<'_> {
    fn answer(self) -> Result<Receipt, SendError> {
        match self {
            Self::Answered(answer) => answer,
            Self::Sending(_) => unreachable!("all branches are polled until they answer"),
        }
    }
}

fn poll_all(branches: &mut [Branch<'_>], context: &mut Context<'_>) -> Poll<()> {
    let mut pending = false;
    for branch in branches {
        if let Branch::Sending(sending) = branch {
            match Pin::new(sending).poll(context) {
                Poll::Ready(answer) => *branch = Branch::Answered(answer),
                Poll::Pending => pending = true,
            }
        }
    }
    if pending {
        Poll::Pending
    } else {
        Poll::Ready(())
    }
}

impl fmt::Debug for FanOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FanOut")
            .field("senders", &self.senders.len())
            .finish()
    }
}
