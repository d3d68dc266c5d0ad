use std::time::Duration;

/// How long to wait after tries that failed: at random up to a limit that doubles (full jitter), so that clients of a
/// server that comes back do not come back together.
///
/// Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
#[derive(Debug)]
pub(crate) struct Backoff {
    limit: Duration,
    longest: Duration,
}

/// The limit of the first wait.
const FIRST: Duration = Duration::from_millis(100);

/// What the limit grows to.
const MOST: Duration = Duration::from_secs(30);

impl Backoff {
    pub fn new(longest: Duration) -> Self {
        Self {
            limit: FIRST,
            longest,
        }
    }

    /// A try has succeeded.
    pub fn reset(&mut self) {
        self.limit = FIRST;
    }

    /// How long to wait before the next try; `random` is in 0 to 1. At least what the server asks for, if it does, as far
    /// as that is not longer than the longest wait of the options.
    pub fn next(&mut self, asked: Option<Duration>, random: f64) -> Duration {
        let jittered = self.limit.mul_f64(random.clamp(0.0, 1.0));
        self.limit = (self.limit * 2).min(MOST);
        // On top, since all were asked for the same.
        let wait = asked.map_or(jittered, |asked| asked.saturating_add(jittered));
        wait.min(self.longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn waits_double_to_a_limit_and_begin_again_after_a_success() {
        let mut backoff = Backoff::new(ms(60_000));
        let limits: Vec<_> = (0..11).map(|_| backoff.next(None, 1.0)).collect();
        let expected = [
            100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000,
        ];
        assert_eq!(limits, expected.map(ms));
        backoff.reset();
        assert_eq!(backoff.next(None, 1.0), ms(100));
    }

    #[test]
    fn jitter_is_full() {
        for (random, expected) in [(0.0, 0), (0.25, 25), (0.5, 50), (1.0, 100)] {
            assert_eq!(Backoff::new(ms(60_000)).next(None, random), ms(expected));
        }
    }

    #[test]
    fn what_the_server_asks_for_is_waited_up_to_the_longest_wait() {
        let mut backoff = Backoff::new(ms(60_000));
        assert_eq!(backoff.next(Some(ms(5000)), 0.5), ms(5050));
        assert_eq!(backoff.next(Some(ms(5000)), 0.0), ms(5000));
        assert_eq!(backoff.next(Some(Duration::MAX), 1.0), ms(60_000));
    }
}
