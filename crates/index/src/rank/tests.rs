use ibid_core::analysis::Analyzer;
use ibid_core::backend::Store;
use ibid_core::lang::Lang;
use ibid_core::ranking::Plan;
use tantivy::DocAddress;

use super::Ranked;
use crate::snapshot::IndexSnapshot;
use crate::{Reader, sample};

/// Texts that rank apart, but for some that come again in other sources.
fn texts(copies: usize) -> Vec<String> {
    let text = |n: usize| ["budget ".repeat(1 + n % 7), "mot ".repeat(n / 7)].concat();
    (0..300).chain((0..copies).map(|n| n * 3)).map(text).collect()
}

fn known(ranked: &[Ranked]) -> Vec<(DocAddress, u64)> {
    ranked.iter().map(|ranked| (ranked.address, ranked.phase_one.to_bits())).collect()
}

/// In how many cases some candidates were left out, and in how many all were read.
fn cases(copies: usize) -> (usize, usize) {
    let dir = tempfile::tempdir().unwrap();
    let (mut writer, mut analyzer) = (sample::writer(dir.path()), Analyzer::new());
    for (n, text) in texts(copies).iter().enumerate() {
        sample::add_content(&mut writer, n as u32, (text, Some(Lang::Fr)), &mut analyzer);
    }
    writer.commit().unwrap();

    let reader = Reader::open(dir.path()).unwrap();
    let (snapshot, state) = (IndexSnapshot(reader.state()), reader.state());
    let query = sample::query();
    let plan = Plan::new(&query, &snapshot).unwrap();
    let search = sample::search_of(&query, &plan);
    let (mut left_out, mut whole) = (0, 0);
    for limit in [40, 100, 250, 400] {
        let candidates = state.candidates(&search, &[], limit).unwrap();
        let all = state.rerank(&plan, &candidates).unwrap();
        for most in [1, 7, 30, 90, 200] {
            let (best, is_less) = state.rerank_best(&plan, &candidates, most).unwrap();
            let best = known(&best);
            assert_eq!(best[..most.min(best.len())], known(&all)[..most.min(all.len())]);
            *(if is_less { &mut left_out } else { &mut whole }) += 1;
        }
    }
    (left_out, whole)
}

#[test]
fn the_best_are_the_same_where_the_others_are_not_read() {
    let (left_out, whole) = cases(0);
    assert!(left_out > 10, "{left_out} {whole}");
    let (left_out, whole) = cases(100);
    assert!(left_out > 0 && whole > 10, "{left_out} {whole}");
}
