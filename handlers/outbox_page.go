package handlers

import (
	"github.com/gofiber/fiber/v2"

	"shinsa/views"
)

// outboxPage handles GET /outbox on a demonstration, for everybody: its people and mails are fictional.
// Elsewhere there is no such page.
func (a *App) outboxPage(c *fiber.Ctx) error {
	if a.Outbox == nil {
		return fiber.NewError(fiber.StatusNotFound)
	}
	var mails []views.MailInput
	for _, m := range a.Outbox() {
		mails = append(mails, views.MailInput{To: m.To, Subject: m.Subject, Body: m.Body, At: m.At})
	}
	page := a.page(c, "outbox.title")
	page.NoIndex = true
	page.Styles = append(page.Styles, "audit.css")
	if page.Staff != nil {
		page.Staff.Section = "outbox"
	}
	return render(c, fiber.StatusOK, views.OutboxPage(views.NewOutboxModel(page, mails, a.PublicURL, a.Desk.Settings().Zone)))
}
