'use strict';
// Asks every few seconds what is new and changes only the cards that are.
(() => {
  const EVERY = 3000;
  const shown = new Map();
  const updated = document.getElementById('updated');

  function reconcile(list, cards) {
    const wanted = new Set(cards.map((card) => card.id));
    for (const child of [...list.children]) {
      if (!wanted.has(child.id)) {
        shown.delete(child.id);
        child.remove();
      }
    }
    cards.forEach((card, place) => {
      let element = document.getElementById(card.id);
      if (!element) {
        element = document.createElement('div');
        element.id = card.id;
        element.className = 'card';
      }
      if (list.children[place] !== element) {
        list.insertBefore(element, list.children[place] || null);
      }
      if (shown.get(card.id) !== card.html) {
        const focused = element.contains(document.activeElement);
        if (!focused || !shown.has(card.id)) {
          element.innerHTML = card.html;
          shown.set(card.id, card.html);
        }
      }
    });
  }

  async function look() {
    try {
      const answer = await fetch('state.json', { cache: 'no-store' });
      if (!answer.ok) {
        throw new Error('status ' + answer.status);
      }
      for (const [id, cards] of Object.entries(await answer.json())) {
        reconcile(document.getElementById(id), cards);
      }
      updated.textContent = 'On this computer alone; nothing is changed from here. Seen at '
        + new Date().toLocaleTimeString() + '.';
    } catch (error) {
      updated.textContent = 'The program does not answer; it may have been stopped. This is how things stood.';
    } finally {
      setTimeout(look, document.hidden ? 5 * EVERY : EVERY);
    }
  }

  setTimeout(look, EVERY);
})();
