package sheet

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// sheetRows is how many rows a sheet has at most: Excel reads 1,048,576, and half of that keeps a sheet's text below
// the 4 GiB above which a ZIP file needs another form.
const sheetRows = 500_000

// maxText is how many characters Excel keeps in one cell.
const maxText = 32_767

// xlsxWriter writes a workbook. Its library keeps rows in a file of its own until all are there, because a ZIP file
// is written part by part; what goes out then is never in memory as a whole.
type xlsxWriter struct {
	to       io.Writer
	file     *excelize.File
	stream   *excelize.StreamWriter
	columns  []string
	zone     *time.Location
	when     int // the style of times
	head     int // of the header
	rec      []any
	n, line  int64 // rows in all, and of this sheet
	sheets   int
	perSheet int64
}

func newXLSX(w io.Writer, columns []string, o Options) (*xlsxWriter, error) {
	x := &xlsxWriter{to: w, file: excelize.NewFile(excelize.Options{TmpDir: o.TempDir}), columns: columns, zone: o.Zone, rec: make([]any, len(columns)), perSheet: sheetRows}
	format := "yyyy-mm-dd hh:mm:ss"
	var err error
	if x.when, err = x.file.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
		return nil, fmt.Errorf("sheet: style: %w", err)
	}
	if x.head, err = x.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return nil, fmt.Errorf("sheet: style: %w", err)
	}
	return x, x.next()
}

// next begins a sheet.
func (x *xlsxWriter) next() error {
	if x.stream != nil {
		if err := x.stream.Flush(); err != nil {
			return fmt.Errorf("sheet: end of a sheet: %w", err)
		}
	}
	x.sheets++
	name := fmt.Sprint(x.sheets)
	var err error
	if x.sheets == 1 {
		err = x.file.SetSheetName("Sheet1", name)
	} else {
		_, err = x.file.NewSheet(name)
	}
	if err != nil {
		return fmt.Errorf("sheet: begin of a sheet: %w", err)
	}
	if x.stream, err = x.file.NewStreamWriter(name); err != nil {
		return fmt.Errorf("sheet: begin of a sheet: %w", err)
	}
	if err := x.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return fmt.Errorf("sheet: begin of a sheet: %w", err)
	}
	if err := x.stream.SetColWidth(1, len(x.columns), 18); err != nil {
		return fmt.Errorf("sheet: begin of a sheet: %w", err)
	}
	head := make([]any, len(x.columns))
	for i, name := range x.columns {
		head[i] = excelize.Cell{StyleID: x.head, Value: name}
	}
	x.line = 1
	return x.stream.SetRow("A1", head)
}

func (x *xlsxWriter) Row(cells ...any) error {
	if len(cells) != len(x.columns) {
		return fmt.Errorf("sheet: a row of %d cells in a table of %d columns", len(cells), len(x.columns))
	}
	if x.line > x.perSheet {
		if err := x.next(); err != nil {
			return err
		}
	}
	for i, v := range cells {
		cell, err := x.cell(v)
		if err != nil {
			return err
		}
		x.rec[i] = cell
	}
	x.n++
	x.line++
	return x.stream.SetRow(fmt.Sprintf("A%d", x.line), x.rec)
}

func (x *xlsxWriter) cell(v any) (any, error) {
	switch v := v.(type) {
	case nil, int, int64, float64, bool:
		return v, nil
	case string:
		if len(v) > maxText && len([]rune(v)) > maxText {
			return nil, fmt.Errorf("sheet: a text of more than %d characters does not fit into a cell of a workbook: write CSV", maxText)
		}
		return strings.Map(printable, v), nil
	case time.Duration:
		return seconds(v), nil
	case time.Time:
		if v.IsZero() {
			return nil, nil
		}
		local := v.In(x.zone) // a workbook knows no zones
		plain := time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), local.Nanosecond(), time.UTC)
		return excelize.Cell{StyleID: x.when, Value: plain}, nil
	}
	return nil, fmt.Errorf("sheet: a cell of the type %T", v)
}

// printable leaves out what XML 1.0 cannot hold.
func printable(r rune) rune {
	if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
		return -1
	}
	return r
}

func (x *xlsxWriter) Rows() int64 { return x.n }

// Flush does nothing: nothing of a workbook can go out before all is there.
func (x *xlsxWriter) Flush() error { return nil }

func (x *xlsxWriter) Close() error {
	defer x.Discard()
	if err := x.stream.Flush(); err != nil {
		return fmt.Errorf("sheet: end of a sheet: %w", err)
	}
	last := strings.TrimPrefix(EndMark, "#")
	if _, err := x.file.NewSheet(last); err != nil {
		return fmt.Errorf("sheet: end: %w", err)
	}
	for cell, v := range map[string]any{"A1": EndMark, "B1": x.n} {
		if err := x.file.SetCellValue(last, cell, v); err != nil {
			return fmt.Errorf("sheet: end: %w", err)
		}
	}
	// The library would put the file together in memory; through our own writer it goes out at once.
	x.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(x.to) })
	if err := x.file.Write(io.Discard); err != nil {
		return fmt.Errorf("sheet: workbook: %w", err)
	}
	return nil
}

func (x *xlsxWriter) Discard() {
	if x.file != nil {
		_ = x.file.Close() // takes the file of waiting rows away
	}
}
