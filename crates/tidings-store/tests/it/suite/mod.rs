//! What holds for every kind of database.

pub mod access;
pub mod append;
pub mod follow;
pub mod list;
pub mod property;
pub mod purge;
pub mod rate_limits;
pub mod registry;
pub mod sender;

/// Every case as a test, each with a new database of this expression.
macro_rules! run_suite {
    ($database:expr) => {
        $crate::suite::tests! { $database,
            append:
                records_come_back_as_they_were_sent
                the_same_id_is_stored_once
                ids_are_as_their_columns_hold_them
                values_that_do_not_fit_are_refused
                the_stores_clock_tells_when_a_record_was_stored
                a_subject_that_is_declared_later_gets_what_was_stored_before
                subjects_are_checked_when_a_store_is_opened
                subjects_can_be_declared_by_options;
            registry:
                entries_come_back_as_they_were_put
                an_entry_is_told_apart_by_its_infra_env
                subjects_are_marked_deleted_once
                what_is_no_entry_is_refused
                an_entry_may_be_put_by_many_at_once;
            access:
                a_scope_sees_its_own
                a_tenant_sees_what_its_subjects_own
                a_host_is_deleted_under_its_infra_env
                a_tenant_may_have_many_subjects
                followers_and_streams_obey_access;
            list:
                filters_pass_what_they_say
                a_name_stands_for_those_before_it
                pages_do_not_overlap
                counts_leave_out_severities_and_paging
                queries_that_contradict_themselves_are_refused
                a_stream_lists_one_state_of_the_store;
            property:
                lists_are_as_the_model_says;
            follow:
                everything_committed_comes_once_and_in_order
                a_follower_goes_on_from_any_cursor
                a_follower_may_filter
                a_follower_is_a_stream_and_may_be_dropped
                a_follower_outlives_the_runtime_that_polled_it
                cursors_of_other_stores_are_refused
                only_what_a_store_wrote_is_a_cursor
                a_list_goes_on_after_a_cursor;
            rate_limits:
                one_record_per_window_is_stored
                ids_are_answered_before_limits
                limits_can_be_overridden
                records_of_one_batch_limit_each_other
                records_without_a_limit_are_all_stored;
            purge:
                what_was_stored_longer_ago_is_removed
                the_time_of_an_event_does_not_matter
                only_what_has_all_subjects_is_removed
                subjects_of_a_purge_must_be_known
                cursors_from_before_a_purge_are_refused
                a_follower_that_was_overtaken_is_told
                a_purge_of_subjects_refuses_no_cursor
                only_what_is_of_deleted_subjects_is_removed
                places_are_never_given_again
                followers_that_wait_go_on
                a_clock_that_was_set_back_hides_nothing
                a_record_is_stored_anew_after_its_purge
                writers_go_on_during_a_purge;
            sender:
                concurrent_tasks_are_each_answered
                no_async_runtime_is_needed
                the_source_is_the_senders_unless_the_record_has_one
                nothing_is_sent_before_the_first_poll
                a_full_queue_makes_senders_wait
                shutdown_stores_what_was_accepted_and_no_more
                shutdown_in_the_middle_loses_nothing_acknowledged
                dropping_the_sender_stores_what_was_accepted
                a_panic_of_the_writer_leaves_nobody_waiting;
        }
    };
}

macro_rules! tests {
    ($database:expr, $($module:ident: $($test:ident)*;)*) => {
        $(mod $module {
            $(#[test]
            fn $test() {
                $crate::suite::$module::$test(&$database);
            })*
        })*
    };
}

pub(crate) use {run_suite, tests};
