package handlers

import (
	"bufio"
	"context"
	"errors"
	"log/slog"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"shinsa/review"
	"shinsa/views"
)

const (
	// mostExports is how many exports one process writes at a time.
	mostExports = 4
	// exportPatience is how long a browser may take in nothing of a file before it is taken for gone.
	exportPatience = 60 * time.Second
)

// exportPage handles GET /export: what can be exported, and what was.
func (a *App) exportPage(c *fiber.Ctx) error {
	what := review.ExportWhat(c.Query("what", string(review.ExportDecisions)))
	if !slices.Contains(review.ExportWhats(), what) {
		return errNoSense
	}
	return a.showExport(c, fiber.StatusOK, what, urlValues(c), views.ExportForm{Format: "csv", BOM: true})
}

// showExport shows the page, with what was sent and refused.
func (a *App) showExport(c *fiber.Ctx, status int, what review.ExportWhat, values func(string) string, form views.ExportForm) error {
	list, err := a.Desk.Exports(c.UserContext(), actor(c))
	if err != nil {
		return err
	}
	filter, _, err := a.auditQuery(values)
	if err != nil {
		return err
	}
	page := a.sheet(c, "export", "export.title")
	page.Styles, page.Scripts = append(page.Styles, "export.css"), append(page.Scripts, "export.js")
	page.Path = "/export"
	in := views.AuditInput{Me: actor(c), Now: a.Now(), Zone: a.Desk.Settings().Zone, Filter: filter, Kinds: a.Desk.Kinds.Set().All()}
	return render(c, status, views.ExportPage(views.NewExportModel(page, list, what, form, in)))
}

// export handles POST /export/{what}: the file goes out while it is written. What is refused comes back on the page.
func (a *App) export(c *fiber.Ctx) error {
	what := review.ExportWhat(strings.Clone(c.Params("what")))
	if !slices.Contains(review.ExportWhats(), what) {
		return fiber.NewError(fiber.StatusNotFound)
	}
	if err := a.Desk.Guard.Allow(c.UserContext(), actor(c), review.DoExport, review.Object{}); err != nil {
		return err
	}
	values, form := exportForm(c)
	filter, q, err := a.auditQuery(values)
	if err != nil {
		return err
	}
	if len(filter.Wrong) > 0 {
		return a.showExport(c, fiber.StatusUnprocessableEntity, what, values, form)
	}
	request := review.ExportRequest{What: what, Format: form.FormatOf(), BOM: form.BOM, Purpose: form.Purpose, Query: q, Filter: filter.Query(true)}
	select {
	case a.exports <- struct{}{}:
	default:
		return review.ErrBusy
	}
	x, err := a.Desk.BeginExport(c.UserContext(), actor(c), request)
	var wrong review.FieldErrors
	if errors.As(err, &wrong) {
		<-a.exports
		form.Wrong = wordsBelow("export.error.", wrong)
		return a.showExport(c, fiber.StatusUnprocessableEntity, what, values, form)
	} else if err != nil {
		<-a.exports
		return err
	}
	c.Set(fiber.HeaderContentType, form.FormatOf().MediaType())
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+x.FileName+`"`)
	c.Context().SetConnectionClose()
	d := &download{app: a, export: x, conn: c.Context().Conn(), done: c.Context().Done()}
	c.Context().SetBodyStreamWriter(d.run)
	return nil
}

// exportForm reads the form of an export.
func exportForm(c *fiber.Ctx) (func(string) string, views.ExportForm) {
	args := c.Request().PostArgs()
	values := func(name string) string {
		if name == "after" {
			return ""
		}
		return string(args.Peek(name))
	}
	return values, views.ExportForm{Purpose: clipped(typed(args.Peek("purpose"))), Format: string(args.Peek("format")), BOM: string(args.Peek("bom")) == "yes"}
}

// A download is an export on its way to a browser, in a goroutine of its own.
type download struct {
	app    *App
	export *review.Export
	conn   net.Conn
	done   <-chan struct{} // closed when the server begins to end
}

func (d *download) run(w *bufio.Writer) {
	defer func() { <-d.app.exports }()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		select {
		case <-d.done:
			cancel()
		case <-ctx.Done():
		}
	}()
	err := d.export.Write(ctx, patient{d.conn, w})
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		// An answer that merely ended would look like a whole file. So the connection breaks, and the browser says so.
		d.app.Log.Warn("an export broke off", slog.String("export", d.export.ID), slog.String("error", err.Error()))
		_ = d.conn.Close()
	}
}

// patient writes to a browser that may be slow, but not for ever.
type patient struct {
	conn net.Conn
	to   *bufio.Writer
}

func (p patient) Write(b []byte) (int, error) {
	// The server's own deadline is for answers that end soon.
	_ = p.conn.SetWriteDeadline(time.Now().Add(exportPatience))
	n, err := p.to.Write(b)
	if err == nil {
		err = p.to.Flush()
	}
	return n, err
}

// staleExport answers the form with an old token: nothing left the desk.
func (a *App) staleExport(c *fiber.Ctx) error {
	what := review.ExportWhat(strings.Clone(c.Params("what")))
	if !slices.Contains(review.ExportWhats(), what) {
		return fiber.NewError(fiber.StatusNotFound)
	}
	a.tell(c, "warn", "form-old")
	values, form := exportForm(c)
	return a.showExport(c, fiber.StatusForbidden, what, values, form)
}
