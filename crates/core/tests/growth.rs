//! The measure by which other tests hold that work grows as its input does.

mod cost;

use std::hint::black_box;

/// Goes over so many numbers, as often as is said.
fn walk(count: usize, times: usize) {
    for time in 0..times {
        black_box((0..count).fold(time, |sum, n| black_box(sum ^ n)));
    }
}

#[test]
fn what_grows_with_its_input_is_let_through() {
    cost::grows_with_its_input("a walk", 2_000, |count| walk(count, 2_000));
}

#[test]
#[should_panic(expected = "a walk for each: ")]
fn what_grows_as_a_square_is_not() {
    cost::grows_with_its_input("a walk for each", 40_000, |count| walk(count, count));
}
