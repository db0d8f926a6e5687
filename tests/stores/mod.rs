//! One suite for every store: what `ibid_core::backend` promises, held case by case.
//!
//! A case is written once, over the traits, and runs on each store of the list below. A store of
//! your own passes when it is added to that list: write a [`Fixture`] for it, name it there, and
//! run the tests. Only core, the stores and this folder are needed.
//!
//! Each case says what must come by hand. Besides, all that a [`World`] is asked is asked of the
//! store in memory too, and must be the same to the last bit: ids, order, scores, paths, totals and
//! features. What the store in memory itself answers is held by the facts that stand in the cases.

mod answers;
mod ask;
mod changes;
mod constraints;
mod counting;
mod duplicates;
mod filters;
mod fixture;
mod listing;
mod random;
mod reading;
mod several;
mod snapshots;
mod talks;
mod translations;
mod vocabulary;
mod world;
mod write;

/// All cases by what they are about, each run on one kind of store. A case that is missing here is
/// dead code, and the build says so.
macro_rules! every_case {
    ($store:ident) => {
        every_case! { $store:
            answers:
                words_are_found_by_their_stems,
                scores_are_those_of_the_formula,
                a_word_counts_as_often_as_it_is_asked_for,
                words_around_a_passage_count,
                ties_break_on_ids,
                pages_are_parts_of_the_whole,
                searches_are_answered_in_their_order,
                nothing_is_found_where_nothing_can_answer,
                explained_hits_are_those_that_are_found;
            constraints:
                what_is_required_is_there,
                what_is_excluded_is_not,
                phrases_stand_in_a_row,
                phrases_that_most_hold_are_ranked_as_if_each_were_read,
                phrases_do_not_cross_headings,
                near_words_are_near_in_any_order,
                prefixes_stand_for_the_words_of_the_plan,
                groups_are_met_in_full,
                function_words_find_nothing_beside_others;
            filters:
                languages_are_told_apart,
                sources_are_chosen_by_path_and_by_name,
                speakers_and_titles_hold_words_in_a_row,
                kinds_of_evidence_are_told_apart,
                dates_begin_on_a_day_and_end_before_one,
                every_filter_must_be_passed,
                what_nobody_said_is_found_where_it_is_asked_for,
                some_passages_are_searched_among;
            listing:
                filters_alone_list_what_passes_them,
                of_a_list_few_places_are_of_different_documents,
                a_list_is_in_the_order_of_its_sources,
                a_list_has_pages_and_an_order_by_date,
                nothing_is_listed_without_a_filter;
            counting:
                what_matches_is_counted_by_facets,
                the_latest_comes_first;
            duplicates:
                passages_with_one_id_are_one_hit,
                the_smallest_source_answers,
                the_better_passage_answers,
                the_first_of_a_source_answers,
                the_other_places_of_a_passage_are_told,
                a_moment_is_one_hit;
            changes:
                a_source_is_taken_out_whole,
                a_source_is_replaced_whole,
                a_source_comes_in_many_parts,
                paths_change_and_passages_stay,
                of_two_equal_sources_one_stays,
                what_is_not_committed_is_never_seen,
                nothing_changes_without_a_change,
                a_source_comes_goes_and_comes_again,
                sources_are_those_of_the_last_commit,
                numbers_are_those_of_a_store_made_anew;
            snapshots:
                each_has_a_generation_that_grows,
                none_moves_while_others_write;
            reading:
                passages_are_fetched_by_id,
                ids_are_listed_from_one_to_another,
                neighbours_are_of_the_same_document,
                sources_are_listed_by_page,
                documents_are_listed_by_page,
                passages_of_documents_come_in_their_order,
                passages_are_counted_by_language;
            vocabulary:
                terms_are_counted_by_kind,
                words_that_stand_in_no_passage_are_told,
                words_are_completed,
                words_are_corrected,
                misspelt_questions_are_answered_alike,
                numbers_are_kept_by_language;
            talks:
                what_was_said_then_is_found_in_the_other_language,
                talks_without_a_medium_are_told_by_their_paths,
                what_shares_most_of_the_time_comes_first;
            translations:
                translations_of_a_word_rank_by_their_weight,
                a_word_of_the_same_family_takes_nothing_from_the_word,
                a_word_weighs_what_it_is_said_to,
                translated_words_are_searched_in_one_language;
            several:
                two_stores_rank_as_one,
                what_ranks_is_in_the_plan;
            random:
                random_sets_are_answered_as_the_reference_does,
                random_sets_in_several_stores_are_answered_as_in_one,
                function_words_that_are_required_give_one_order;
        }
    };
    ($store:ident: $($subject:ident: $($case:ident),+;)+) => {
        $(
            mod $subject {
                $(
                    #[test]
                    fn $case() {
                        super::super::$subject::$case::<super::super::fixture::$store>();
                    }
                )+
            }
        )+
    };
}

/// The stores that must pass, each with the name of its tests and its fixture.
macro_rules! for_every_store {
    ($($name:ident => $store:ident),+ $(,)?) => {
        $(mod $name { every_case!($store); })+
    };
}

for_every_store! {
    memory => MemoryStore,
    disk => DiskStore,
}
