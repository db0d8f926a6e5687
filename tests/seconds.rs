//! Judged seconds over the sample corpus.

use ibid::eval::seconds::{Shares, ask, read};

use crate::environment::{Sandbox, corpus};

const HEAD: &str = "lang\ttid\tquestion\tcollection\tsource\tfrom\tto\tkind\n";

#[test]
fn a_question_is_right_where_its_first_link_opens_in_an_answer() {
    let place = Sandbox::new();
    ibid::build(corpus(), place.path("index")).unwrap();
    let library = ibid::open(place.path("index")).unwrap();

    // the first has two right answers, of which one is another file; the second opens well within
    // its answer, and far from where that begins
    let lines = "fr\tq1\tabandon page sept quittance de loyer\tcorpus\ttalk-fr.md\t432\t450\tname\n\
                 fr\tq1\tabandon page sept quittance de loyer\tcorpus\ttalk-en.md\t1\t2\tname\n\
                 fr\tq2\tagent conversationnel debranche\tcorpus\ttalk-fr.md\t700\t800\tfact\n";
    std::fs::write(place.path("seconds.tsv"), format!("{HEAD}{lines}")).unwrap();
    let questions = read(&place.path("seconds.tsv")).unwrap();
    assert_eq!(questions.iter().map(|q| q.places.len()).collect::<Vec<_>>(), [2, 1]);

    let answered = ask(&library, &questions.iter().collect::<Vec<_>>()).unwrap();
    assert_eq!((answered[0].within, answered[0].near), (Some(1), Some(1)));
    assert_eq!(answered[1].within, Some(1));
    let shares = Shares::of(&answered.iter().collect::<Vec<_>>());
    assert_eq!((shares.within[0], shares.near[0]), (1.0, 0.5));
}

#[test]
fn a_line_without_times_is_named() {
    let place = Sandbox::new();
    let path = place.path("seconds.tsv");
    std::fs::write(&path, format!("{HEAD}fr\tq1\tune question\tcorpus\ttalk-fr.md\n")).unwrap();
    assert!(read(&path).unwrap_err().to_string().contains("line 2"));
}
