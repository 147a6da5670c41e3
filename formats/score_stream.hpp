// Scores a file of any length as a stream: reading, scoring and writing overlap on all cores, and what is
// written is in the order of the rows and the same for any number of threads and size of chunks.
//
//   ChunkedTable chunks; ScoreJob job(…);
//   if (auto problem = score_stream(chunks, job, out, threads, tally, report, progress)) …
#pragma once

#include <functional>

#include "formats/chunk_scorer.hpp"

namespace rubric::formats {

/// Scores what `chunks` has left into `out`, which the caller commits. Each unit's faults are given to
/// `report` in order, after every chunk `progress` gets the bytes done; never two calls at a time. With 0
/// `threads` there are as many as cores; with 1 no thread is started. Gives why the data could not be read to
/// their end; `out` is not to be committed then. A failure to write ends it early and is commit()'s to tell.
std::optional<engine::Diagnostic> score_stream(
    ChunkedTable& chunks, const ScoreJob& job, OutputFile& out, unsigned threads, Tally& tally,
    const std::function<void(std::vector<engine::Diagnostic>)>& report,
    const std::function<void(std::uint64_t)>& progress);

}  // namespace rubric::formats
