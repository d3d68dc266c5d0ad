use predicates_core::Predicate;
use predicates_core::reflection::{Case, PredicateReflection, Product};
use tidings::Record;

use crate::EventMatcher;

impl Predicate<Record> for EventMatcher {
    fn eval(&self, record: &Record) -> bool {
        self.matches(record)
    }

    fn find_case<'a>(&'a self, expected: bool, record: &Record) -> Option<Case<'a>> {
        let actual = self.matches(record);
        let case = Case::new(Some(self), actual);
        (actual == expected).then(|| match actual {
            true => case,
            false => case.add_product(Product::new("actual", self.differences(record))),
        })
    }
}

impl PredicateReflection for EventMatcher {}
