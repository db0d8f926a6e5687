//! Reads a folder into an index and asks it: `search_folder [FOLDER] [WORDS]`.

#![allow(clippy::print_stdout, reason = "an example prints what it found")]

use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut given = std::env::args().skip(1);
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus");
    let folder = PathBuf::from(given.next().unwrap_or_else(|| corpus.to_owned()));
    let words: Vec<String> = given.collect();
    let words = if words.is_empty() { "innovation publique".to_owned() } else { words.join(" ") };

    // an index can stay where it is: a later run reads what is new and what has changed
    let index = std::env::temp_dir().join(format!("ibid-example-{}", std::process::id()));
    let summary = ibid::build(&folder, &index)?;
    println!("{} files, {} passages", summary.indexed, summary.passages);

    let library = ibid::open(&index)?;
    let response = library.search(&words, 3)?;
    for hit in &response.hits {
        println!("{:>7.3}  {}", hit.score, hit.citation);
    }
    std::fs::remove_dir_all(&index)?;
    Ok(())
}

#[test]
fn it_runs() {
    // the test runner's own words are no question
    assert!(std::env::args().count() >= 1);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus");
    let index = std::env::temp_dir().join(format!("ibid-example-test-{}", std::process::id()));
    ibid::build(folder, &index).expect("the corpus can be indexed");
    let library = ibid::open(&index).expect("the index can be opened");
    let found = library.search("innovation publique", 3).expect("the index can be read");
    assert_eq!(found.hits.len(), 3);
    std::fs::remove_dir_all(&index).expect("the index can be removed");
}
