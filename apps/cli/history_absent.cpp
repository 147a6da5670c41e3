// rubric history where it is not built in: WebAssembly has no SQLite.

#include <fmt/format.h>

#include <cstdio>

#include "command.hpp"
#include "say.hpp"

namespace rubric::cli {

void add_history(CLI::App& app, Exit& status) {
  CLI::App* command = app.add_subcommand("history", "台账（这个版本没有）/ the ledger (not in this build)");
  command->allow_extras();
  command->callback([&status] {
    say("这个 WebAssembly 版本没有台账，请用本机版本 / this WebAssembly build has no ledger: use the "
        "native program\n");
    status = not_run;
  });
}

}  // namespace rubric::cli
