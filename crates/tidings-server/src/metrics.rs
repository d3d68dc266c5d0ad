//! What is counted. Labels come from routes and catalogs, never from requests.

use std::time::Duration;

use metrics::{Recorder, counter, gauge, histogram, with_local_recorder};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

/// Metrics of one service.
pub struct Metrics {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
}

const REQUESTS: &str = "tidings_http_requests_total";
const DURATION: &str = "tidings_http_request_duration_seconds";
const CONNECTIONS: &str = "tidings_http_connections";
const STORED: &str = "tidings_events_stored_total";
const RATE_LIMITED: &str = "tidings_events_rate_limited_total";

/// In seconds.
const BUCKETS: [f64; 11] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0,
];

impl Metrics {
    pub fn new() -> Self {
        let builder = PrometheusBuilder::new().set_buckets(&BUCKETS);
        let recorder = builder.expect("there are buckets").build_recorder();
        let handle = recorder.handle();
        let metrics = Self { recorder, handle };
        metrics.describe();
        metrics
    }

    fn describe(&self) {
        let counters = [
            (REQUESTS, "Requests answered, by method, route and status"),
            (STORED, "Events stored, by name"),
            (RATE_LIMITED, "Events discarded by a rate limit, by name"),
        ];
        for (name, description) in counters {
            self.recorder
                .describe_counter(name.into(), None, description.into());
        }
        let duration = "Time until an answer begins, by route";
        self.recorder
            .describe_histogram(DURATION.into(), None, duration.into());
        self.recorder
            .describe_gauge(CONNECTIONS.into(), None, "Open connections".into());
    }

    pub fn request(&self, method: &'static str, route: &str, status: u16, time: Duration) {
        let route = route.to_owned();
        with_local_recorder(&self.recorder, || {
            let status = status.to_string();
            counter!(REQUESTS, "method" => method, "route" => route.clone(), "status" => status)
                .increment(1);
            histogram!(DURATION, "route" => route).record(time);
        });
    }

    pub fn connection_opened(&self) {
        with_local_recorder(&self.recorder, || gauge!(CONNECTIONS).increment(1));
    }

    pub fn connection_closed(&self) {
        with_local_recorder(&self.recorder, || gauge!(CONNECTIONS).decrement(1));
    }

    pub fn stored(&self, event: &str) {
        self.event(STORED, event);
    }

    pub fn rate_limited(&self, event: &str) {
        self.event(RATE_LIMITED, event);
    }

    fn event(&self, counted: &'static str, event: &str) {
        with_local_recorder(&self.recorder, || {
            counter!(counted, "event" => event.to_owned()).increment(1);
        });
    }

    /// As Prometheus reads them.
    pub fn render(&self) -> String {
        self.handle.run_upkeep();
        self.handle.render()
    }
}
