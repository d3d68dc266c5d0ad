use googletest::description::Description;
use googletest::matcher::{Matcher, MatcherBase, MatcherResult};
use tidings::Record;

use crate::EventMatcher;

impl MatcherBase for EventMatcher {}

impl Matcher<&Record> for EventMatcher {
    fn matches(&self, record: &Record) -> MatcherResult {
        self.matches(record).into()
    }

    fn describe(&self, result: MatcherResult) -> Description {
        match result {
            MatcherResult::Match => format!("is {self}").into(),
            MatcherResult::NoMatch => format!("is not {self}").into(),
        }
    }

    fn explain_match(&self, record: &Record) -> Description {
        if self.matches(record) {
            return format!("which is {self}").into();
        }
        format!("which has {}", self.differences(record)).into()
    }
}
