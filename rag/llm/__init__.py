"""Language models: the catalogue, how one is brought here, and each as a LangChain chat model."""
