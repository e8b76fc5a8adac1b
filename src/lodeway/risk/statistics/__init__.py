"""What statistics say of countries and materials: trade, production and governance, each with its edition and its doubts."""
