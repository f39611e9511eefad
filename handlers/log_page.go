package handlers

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

// logCheckpoint handles GET /audit/log/checkpoint: the newest signed head of the log, to be kept elsewhere.
func (a *App) logCheckpoint(c *fiber.Ctx) error {
	head, err := a.Desk.Checkpoint(c.UserContext(), actor(c))
	if err != nil {
		return err
	}
	return sendText(c, "checkpoint.txt", head.Signed)
}

// logProof handles GET /audit/log/proof/{entry}: a file that shows on any machine that the entry is in the log.
func (a *App) logProof(c *fiber.Ctx) error {
	entry := c.Params("entry")
	if !isID(entry) {
		entry = "none"
	}
	proof, err := a.Desk.Proof(c.UserContext(), actor(c), strings.Clone(entry))
	if err != nil {
		return err
	}
	return sendText(c, entry+".tlog-proof", proof.Bytes())
}

// sendText sends a file that is kept, and not shown as a page.
func sendText(c *fiber.Ctx, name string, text []byte) error {
	c.Set(fiber.HeaderContentType, "text/plain; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	return c.Send(text)
}
