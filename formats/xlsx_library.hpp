// libxlsxwriter, loaded when the first workbook is made.
//
// Linked to the program, it would bring libcrypto, which it needs, and so most of what the loader has to look
// up, to the start of every command (decision 0026).
//
//   if (const XlsxLibrary* library = xlsx_library()) book = library->workbook_new_opt(path, &options);
#pragma once

#include <xlsxwriter.h>

namespace rubric::formats {

/// The functions of it that are used.
#define RUBRIC_XLSX_FUNCTIONS(FUNCTION)            \
  FUNCTION(chart_add_series)                       \
  FUNCTION(chart_axis_major_gridlines_set_visible) \
  FUNCTION(chart_axis_set_label_position)          \
  FUNCTION(chart_axis_set_max)                     \
  FUNCTION(chart_axis_set_min)                     \
  FUNCTION(chart_axis_set_reverse)                 \
  FUNCTION(chart_legend_set_position)              \
  FUNCTION(chart_series_set_categories)            \
  FUNCTION(chart_series_set_fill)                  \
  FUNCTION(chart_series_set_labels)                \
  FUNCTION(chart_series_set_name_range)            \
  FUNCTION(chart_series_set_points)                \
  FUNCTION(chart_series_set_values)                \
  FUNCTION(chart_title_off)                        \
  FUNCTION(format_set_align)                       \
  FUNCTION(format_set_bg_color)                    \
  FUNCTION(format_set_bold)                        \
  FUNCTION(format_set_border)                      \
  FUNCTION(format_set_font_color)                  \
  FUNCTION(format_set_font_name)                   \
  FUNCTION(format_set_font_size)                   \
  FUNCTION(format_set_num_format)                  \
  FUNCTION(format_set_text_wrap)                   \
  FUNCTION(lxw_strerror)                           \
  FUNCTION(lxw_workbook_free)                      \
  FUNCTION(workbook_add_chart)                     \
  FUNCTION(workbook_add_format)                    \
  FUNCTION(workbook_add_worksheet)                 \
  FUNCTION(workbook_close)                         \
  FUNCTION(workbook_new_opt)                       \
  FUNCTION(workbook_set_properties)                \
  FUNCTION(workbook_validate_sheet_name)           \
  FUNCTION(worksheet_autofilter)                   \
  FUNCTION(worksheet_center_horizontally)          \
  FUNCTION(worksheet_fit_to_pages)                 \
  FUNCTION(worksheet_freeze_panes)                 \
  FUNCTION(worksheet_insert_chart_opt)             \
  FUNCTION(worksheet_merge_range)                  \
  FUNCTION(worksheet_repeat_rows)                  \
  FUNCTION(worksheet_set_column)                   \
  FUNCTION(worksheet_set_footer)                   \
  FUNCTION(worksheet_set_landscape)                \
  FUNCTION(worksheet_set_margins)                  \
  FUNCTION(worksheet_set_paper)                    \
  FUNCTION(worksheet_set_row)                      \
  FUNCTION(worksheet_write_blank)                  \
  FUNCTION(worksheet_write_number)                 \
  FUNCTION(worksheet_write_string)

struct XlsxLibrary {
#define RUBRIC_XLSX_FUNCTION(name) decltype(&::name) name = nullptr;
  RUBRIC_XLSX_FUNCTIONS(RUBRIC_XLSX_FUNCTION)
#undef RUBRIC_XLSX_FUNCTION
};

/// Nothing where this system has no such library.
const XlsxLibrary* xlsx_library();

}  // namespace rubric::formats
